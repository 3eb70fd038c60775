import {labelPrefix, labelsOf} from './labels';
import {defineRule, type Subject} from './rule';

type Labels = {labels: string[]; everywhere: boolean};

function judge(props: Record<string, unknown>, {report, parameters}: Subject<Labels>): void {
  const own = labelsOf(props);
  const isOurs = Object.keys(own).some(
    (key) => key.startsWith(`${labelPrefix}.`) && !key.includes('.policy-exception.'),
  );
  if (!isOurs && !parameters.everywhere) return;
  const missing = parameters.labels.filter((label) => !own[label]);
  if (missing.length > 0) report('labels', `${missing.join(', ')} missing`, Object.keys(own), 'add them');
}

/** A resource that says whose it is can be found, judged and cleaned up. */
export const requireLabels = defineRule<Labels>({
  name: 'require-labels',
  description: 'Resources must say whose they are.',
  level: 'advisory',
  severity: 'low',
  standards: {nist: ['4.4.5']},
  tags: ['ownership'],
  remedy: 'Add the labels.',
  url: 'https://docs.docker.com/engine/manage-resources/labels/',
  parameters: {
    labels: {
      type: 'array',
      items: {type: 'string'},
      default: ['managed-by', 'owner', 'project', 'service', 'stack'].map((name) => `${labelPrefix}.${name}`),
      description: 'Labels that must be there.',
    },
    everywhere: {
      type: 'boolean',
      default: false,
      description: 'Whether resources without any of our labels are judged too.',
    },
  },
  judges: {
    container: ({labels}, subject) => judge({labels}, subject),
    service: ({labels}, subject) => judge({labels}, subject),
    network: ({labels}, subject) => judge({labels}, subject),
    volume: ({labels}, subject) => judge({labels}, subject),
  },
});
