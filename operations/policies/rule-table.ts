import {rules} from '../../policies/all';
import {table} from '../table';

/** What is told of a rule. */
export interface RuleRow {
  readonly rule: string;
  readonly level: string;
  readonly severity: string;
  readonly cis: readonly string[];
  readonly owasp: readonly string[];
  readonly nist: readonly string[];
  readonly tags: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly remediates: boolean;
  readonly says: string;
  readonly remedy: string;
  readonly url: string;
}

/** All rules, as data. */
export const ruleRows = (): RuleRow[] =>
  rules.map((rule) => ({
    rule: rule.name,
    level: rule.level,
    severity: rule.severity,
    cis: rule.standards.cis ?? [],
    owasp: rule.standards.owasp ?? [],
    nist: rule.standards.nist ?? [],
    tags: rule.tags,
    parameters: Object.fromEntries(Object.entries(rule.parameters ?? {}).map(([key, schema]) => [key, schema.default])),
    remediates: rule.remediate !== undefined,
    says: rule.description,
    remedy: rule.remedy,
    url: rule.url,
  }));

/** All rules in columns. */
export const ruleTable = (): string =>
  table(
    ['rule', 'level', 'severity', 'CIS', 'OWASP', 'NIST', 'says'],
    ruleRows().map((row) => [
      ...[row.rule, row.level, row.severity, row.cis.join(', '), row.owasp.join(', '), row.nist.join(', '), row.says],
    ]),
  );

/** All rules as a table of Markdown. */
export const ruleMarkdown = (): string =>
  [
    '| rule | level | severity | CIS 1.6.0 | OWASP | NIST 800-190 | says | parameters |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...ruleRows().map(({rule, level, severity, cis, owasp, nist, says, parameters}) => {
      const cells = [`\`${rule}\``, level, severity, cis.join(', '), owasp.join(', '), nist.join(', '), says];
      return `| ${[
        ...cells,
        Object.keys(parameters)
          .map((key) => `\`${key}\``)
          .join(', '),
      ].join(' | ')} |`;
    }),
  ].join('\n');
