import {exceptionsOf, isExpired, labelOf, today} from './exceptions';
import {defineRule} from './rule';
import {known} from './unknown';

/** Exceptions are said again at every run, so that nobody forgets them. */
export const limitExceptions = defineRule({
  name: 'limit-exceptions',
  description: 'Exceptions in force.',
  level: 'advisory',
  severity: 'low',
  standards: {nist: ['4.4.3']},
  tags: ['exceptions'],
  remedy: 'Mend what is excepted before the last day.',
  url: 'https://docs.docker.com/engine/manage-resources/labels/',
  judgesType: {
    '*'(inputs, {report}) {
      for (const exception of known(() => exceptionsOf(inputs)) ?? []) {
        if ('missing' in exception || isExpired(exception, today())) continue;
        const {rule, until, reason, owner} = exception;
        report(labelOf(rule), `is excepted from ${rule} until ${until}`, reason, `${owner} mends it by then`);
      }
    },
  },
});
