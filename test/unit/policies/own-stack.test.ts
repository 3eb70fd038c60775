import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {PolicyPackConfig} from '@pulumi/policy';
import {beforeAll, describe, expect, it} from 'vitest';
import {readSettings} from '../../../components/core/settings';
import {services} from '../../../components/services';
import {imagesOf} from '../../../components/services/parts';
import {dockerStack} from '../../../components/targets/docker';
import {officialReference} from '../../../operations/images';
import {rules} from '../../../policies/all';
import {declaredBy} from '../targets/declared';
import {digest} from './fixtures';
import {type Declared, judge, judgeStack} from './harness';

/** What policies see of an input: secrets in the clear, and ids of images that look like ones. */
function opened(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^sha256:.*-image$/, digest);
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  if ('4dabf18193072939515e22adb298388d' in record) return opened(record.value);
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, opened(inner)]));
}

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
    const settings = readSettings(
      {encryption, ...(encryption === 'off' ? {encryptionReason: 'a test stack'} : {})},
      {
        definitions: services,
        enabled: Object.keys(services),
        memoryMiB: 1_000_000,
        besidesMiB: {small: 0, medium: 0, large: 0},
        source: 'Pulumi.test.yaml',
      },
    );
    const images = new Map(
      imagesOf(settings).map((image) => [image.local, image.digest ? officialReference(image) : digest]),
    );
    const stack = {project: 'kailash', stack: 'test'};
    const {resources} = await declaredBy(() => dockerStack({stack, settings, images}));
    declared = [...resources.values()].map(({type, name, inputs, opts}) => ({
      type,
      name,
      inputs: opened(inputs) as Record<string, unknown>,
      opts: {protect: opts.protect === true},
    }));
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
