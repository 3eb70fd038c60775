import {exceptionsOf, labelOf} from './exceptions';
import {hidden} from './message';
import {defineRule} from './rule';
import {known} from './unknown';

/** An exception that nobody answers for is a hole. */
export const requireExceptionReason = defineRule({
  name: 'require-exception-reason',
  description: 'Exceptions must give reason, owner and last day.',
  level: 'mandatory',
  severity: 'medium',
  standards: {nist: ['4.4.3']},
  tags: ['exceptions'],
  remedy: 'Write "reason=…; owner=…; until=YYYY-MM-DD".',
  url: 'https://docs.docker.com/engine/manage-resources/labels/',
  judgesType: {
    '*'(inputs, {report}) {
      for (const exception of known(() => exceptionsOf(inputs)) ?? []) {
        if (!('missing' in exception)) continue;
        const wrong = `is no exception: ${exception.missing.join(', ')} missing`;
        report(labelOf(exception.rule), wrong, hidden, 'write "reason=…; owner=…; until=YYYY-MM-DD"');
      }
    },
  },
});
