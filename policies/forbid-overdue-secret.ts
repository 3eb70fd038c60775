import {labelPrefix, labelsOf} from './labels';
import {defineRule} from './rule';
import {known} from './unknown';

const label = `${labelPrefix}.refused-from`;

/** A warning that nobody heeds for weeks is none: after its grace, an overdue secret stops every change but its rotation. */
export const forbidOverdueSecret = defineRule({
  name: 'forbid-overdue-secret',
  description: 'Secrets must be rotated before the grace after their limit ends.',
  level: 'mandatory',
  severity: 'medium',
  standards: {nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Run ./platform rotate, which writes a new date.',
  url: 'https://www.pulumi.com/registry/packages/random/api-docs/randompassword/',
  judgesType: {
    '*'(inputs, {report}) {
      const from = known(() => labelsOf(inputs)[label]);
      if (from === undefined) return;
      const time = Date.parse(from);
      if (Number.isNaN(time)) report(`labels["${label}"]`, 'is no time', from, 'write it as RFC 3339 does');
      else if (time < Date.now())
        report(`labels["${label}"]`, 'a secret is overdue, and its grace has ended', from, 'rotate it');
    },
  },
});
