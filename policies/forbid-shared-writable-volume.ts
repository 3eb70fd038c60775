import {defineRule} from './rule';
import {eachSource, ofKind} from './stack-resources';
import {each} from './unknown';

/** Two databases on one volume destroy each other's files. */
export const forbidSharedWritableVolume = defineRule<{allowed: string[]}>({
  name: 'forbid-shared-writable-volume',
  description: 'A volume must not be writable in several containers.',
  level: 'advisory',
  severity: 'medium',
  standards: {cis: ['5.20'], nist: ['4.3.4']},
  tags: ['data', 'stack'],
  remedy: 'Give each container a volume of its own, or mount it readOnly in all but one.',
  url: 'https://docs.docker.com/engine/storage/volumes/',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Volumes that several containers may write to.',
    },
  },
  judgesStack({resources, parameters, report}) {
    const writers = new Map<string, string>();
    each(ofKind(resources, 'container'), ({resource, props}) =>
      eachSource(props, ({source, kind, readOnly, at}) => {
        if (kind !== 'volume' || readOnly || parameters.allowed.includes(source)) return;
        const other = writers.get(source);
        if (other === undefined) writers.set(source, resource.name);
        else if (other !== resource.name) {
          report(resource, at, `is writable in "${other}" too`, source, 'use another volume, or mount it readOnly');
        }
      }),
    );
  },
});
