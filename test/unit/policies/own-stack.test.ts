import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {PolicyPackConfig} from '@pulumi/policy';
import {beforeAll, describe, expect, it} from 'vitest';
import {services} from '../../../components/services';
import {rules} from '../../../policies/all';
import {type Declared, judge, judgeStack} from './harness';
import {ownStack} from './own-stack';

const containers = [...Object.keys(services), 'elasticsearch-node', 'gateway'];
const volumes = ['postgres', 'redis', 'neo4j', 'chroma', 'elasticsearch-node', 'minio']
  .map((service) => `${service}-data`)
  .concat('neo4j-logs');

/** What each profile says of the stack, as `docs/decisions.md` explains it. */
const explained = (profile: string, encryption: string): RegExp[] => [
  ...['elasticsearch-node', 'neo4j'].map(
    (name) =>
      new RegExp(`^limit-exceptions: container "${name}", labels.*is excepted from forbid-executable-tmpfs until 2027`),
  ),
  /^limit-exceptions: image "minio-image", labels.*is excepted from forbid-end-of-life-image until 2027-05-31/,
  ...(profile === 'cis'
    ? containers.map((name) => new RegExp(`^limit-restarts: container "${name}", restart: .*got "unless-stopped"`))
    : []),
  ...(profile === 'strict'
    ? [/^require-agreeing-tls: container "elasticsearch-node", labels.* speaks in the clear, got "off"/]
    : []),
  ...(profile === 'strict' && encryption === 'off'
    ? volumes.map((name) => new RegExp(`^require-encrypted-volume: volume "${name}", .* data are encrypted`))
    : []),
];

describe.each(['off', 'required'])('Our own stack with every service on and encryption %s', (encryption) => {
  let declared: Declared[];
  beforeAll(async () => {
    declared = await ownStack(encryption);
  }, 300_000);

  it('has containers, networks and volumes to judge', () => {
    const count = (type: string) => declared.filter((one) => one.type.includes(type)).length;
    expect(count('docker:index/container:')).toBeGreaterThan(5);
    expect(count('docker:index/network:')).toBeGreaterThan(5);
    expect(count('docker:index/volume:')).toBeGreaterThan(3);
  });
  it.each(['baseline', 'strict', 'cis'])(
    'breaks no rule of the profile %s but those that have their reason',
    (profile) => {
      const file = join(__dirname, '../../../policies/profiles', `${profile}.json`);
      const levels = JSON.parse(readFileSync(file, 'utf8')) as PolicyPackConfig;
      const parametersOf = (rule: string) => {
        const own = levels[rule];
        const {enforcementLevel: _, ...parameters} = typeof own === 'object' ? own : {enforcementLevel: own};
        return parameters;
      };
      const messages = rules.flatMap((rule) =>
        [
          ...declared.flatMap((one) => judge(rule, one, parametersOf(rule.name)).messages),
          ...judgeStack(rule, declared, parametersOf(rule.name)).messages,
        ].map((message) => `${rule.name}: ${message}`),
      );
      const sorted = messages.toSorted();
      expect(sorted).toEqual(
        explained(profile, encryption)
          .toSorted((a, b) => (a.source < b.source ? -1 : 1))
          .map((pattern) => expect.stringMatching(pattern)),
      );
    },
  );
});
