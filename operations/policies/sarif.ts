import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {rules} from '../../policies/all';
import type {Finding} from './judge-state';

const levels = {mandatory: 'error', advisory: 'warning'} as const;

/** Numbers that code scanning services sort by. */
const scores: Readonly<Record<string, string>> = {critical: '9.5', high: '8.0', medium: '5.0', low: '2.0'};

/** Rules, and what they found, as SARIF 2.1.0. */
export function toSarif(findings: readonly Finding[]): object {
  const pack = JSON.parse(readFileSync(join(__dirname, '../../policies/package.json'), 'utf8')) as {version: string};
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kailash-docker-policies',
            version: pack.version,
            rules: rules.map((rule) => ({
              id: rule.name,
              shortDescription: {text: rule.description},
              help: {text: rule.remedy},
              helpUri: rule.url,
              defaultConfiguration: {level: levels[rule.level]},
              properties: {tags: rule.tags, 'security-severity': scores[rule.severity] ?? '0.0', ...rule.standards},
            })),
          },
        },
        results: findings.map(({rule, level, urn, message}) => ({
          ruleId: rule,
          ruleIndex: rules.findIndex(({name}) => name === rule),
          level: levels[level],
          message: {text: message},
          locations: [{logicalLocations: [{fullyQualifiedName: urn, kind: 'resource'}]}],
        })),
      },
    ],
  };
}
