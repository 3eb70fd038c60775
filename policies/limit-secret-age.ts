import {today} from './exceptions';
import {isRecord, labelPrefix, labelsOf} from './labels';
import {defineRule} from './rule';
import {known} from './unknown';

const label = `${labelPrefix}.rotated`;
const byLabel = `${labelPrefix}.rotate-by`;

/** The longer a secret lives the more copies of it there are. */
export const limitSecretAge = defineRule<{days: number}>({
  name: 'limit-secret-age',
  description: 'Secrets must be rotated.',
  level: 'advisory',
  severity: 'medium',
  standards: {nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Run ./platform rotate, which writes a new date.',
  url: 'https://www.pulumi.com/registry/packages/random/api-docs/randompassword/',
  parameters: {
    days: {type: 'number', minimum: 0, default: 90, description: 'Days that a secret may live.'},
  },
  judgesType: {
    '*'(inputs, {report, parameters}) {
      const keepers = isRecord(inputs.keepers) ? inputs.keepers.rotated : undefined;
      const at = typeof keepers === 'string' ? 'keepers.rotated' : `labels["${label}"]`;
      const rotated = typeof keepers === 'string' ? keepers : known(() => labelsOf(inputs)[label]);
      const by = known(() => labelsOf(inputs)[byLabel]);
      if (by !== undefined && Number.isNaN(Date.parse(by))) {
        report(`labels["${byLabel}"]`, 'is no time', by, 'write it as RFC 3339 does');
      }
      if (by !== undefined && Date.parse(by) < Date.now()) {
        report(`labels["${byLabel}"]`, 'a secret is overdue', by, 'rotate it');
        return;
      }
      if (rotated === undefined) return;
      const days = Math.floor((Date.parse(today()) - Date.parse(rotated)) / 86_400_000);
      if (Number.isNaN(days)) report(at, 'is no date', rotated, 'write YYYY-MM-DD');
      else if (days > parameters.days)
        report(at, `the secret is ${days} days old`, rotated, `rotate it every ${parameters.days} days`);
    },
  },
});
