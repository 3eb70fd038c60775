import {exceptionsOf, isExpired, labelOf, today} from './exceptions';
import {defineRule} from './rule';
import {known} from './unknown';

/** An exception was granted for a time. */
export const forbidExpiredException = defineRule({
  name: 'forbid-expired-exception',
  description: 'Exceptions must not be expired.',
  level: 'mandatory',
  severity: 'medium',
  standards: {nist: ['4.4.3']},
  tags: ['exceptions'],
  remedy: 'Mend what was excepted, or have a reviewer renew the exception.',
  url: 'https://docs.docker.com/engine/manage-resources/labels/',
  judgesType: {
    '*'(inputs, {report}) {
      for (const exception of known(() => exceptionsOf(inputs)) ?? []) {
        if ('missing' in exception || !isExpired(exception, today())) continue;
        const wrong = `the exception of ${exception.owner} is over`;
        report(labelOf(exception.rule), wrong, exception.until, 'mend what was excepted, or have it renewed');
      }
    },
  },
});
