import {exceptionsOf, labelOf} from './exceptions';
import {isEnrolled, verdict} from './ledger';
import {hidden} from './message';
import {defineRule} from './rule';
import {known} from './unknown';

/** An exception that excuses nothing will one day excuse something. */
export const forbidUnusedException = defineRule({
  name: 'forbid-unused-exception',
  description: 'Exceptions must excuse something.',
  level: 'mandatory',
  severity: 'low',
  standards: {nist: ['4.4.3']},
  tags: ['exceptions', 'stack'],
  remedy: 'Remove the label.',
  url: 'https://docs.docker.com/engine/manage-resources/labels/',
  judgesStack({resources, report}) {
    for (const resource of resources) {
      for (const {rule} of known(() => exceptionsOf(resource.props)) ?? []) {
        if (!isEnrolled(rule))
          report(resource, labelOf(rule), 'there is no such rule to except from', rule, 'mend the name of the label');
        else if (verdict(rule, resource.urn) === false) {
          report(resource, labelOf(rule), `${rule} has no objection to it`, hidden, 'remove the label');
        }
      }
    }
  },
});
