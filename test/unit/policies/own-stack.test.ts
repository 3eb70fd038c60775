import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {PolicyPackConfig} from '@pulumi/policy';
import {beforeAll, describe, expect, it} from 'vitest';
import {readSettings} from '../../../components/core/settings';
import {services} from '../../../components/services';
import {imagesOf} from '../../../components/services/parts';
import {dockerStack} from '../../../components/targets/docker';
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

/** Netty and JNA unpack native code in `/tmp`; advisory, or an exception where the service's definition has one. */
const unpacking =
  /^container "(neo4j|elasticsearch-node)", (tmpfs\["\/tmp"\]: takes the protection noexec|labels\[.*tmpfs)/;

/** The node of Elasticsearch talks to nobody but the proxy beside it, which speaks TLS; a volume may say why it is plain. */
const strictOnly =
  /^(container "elasticsearch-node", labels\["io.kailash.tls"\]|volume .*: nothing says that its data are encrypted)/;

describe.each(['off', 'required'])('Our own stack with every service on and encryption %s', (encryption) => {
  let declared: Declared[];
  beforeAll(async () => {
    const settings = readSettings(
      {encryption},
      {
        definitions: services,
        enabled: Object.keys(services),
        memoryMiB: 1_000_000,
        besidesMiB: {small: 0, medium: 0, large: 0},
        source: 'Pulumi.test.yaml',
      },
    );
    const images = new Map(imagesOf(settings).map(({local}) => [local, digest]));
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
  it.each(['baseline', 'strict'])('breaks no rule of the profile %s, but for what has its reason', (profile) => {
    const file = join(__dirname, '../../../policies/profiles', `${profile}.json`);
    const levels = JSON.parse(readFileSync(file, 'utf8')) as PolicyPackConfig;
    const parametersOf = (rule: string) => {
      const own = levels[rule];
      const {enforcementLevel: _, ...parameters} = typeof own === 'object' ? own : {enforcementLevel: own};
      return parameters;
    };
    const messages = rules.flatMap((rule) => [
      ...declared.flatMap((one) => judge(rule, one, parametersOf(rule.name)).messages),
      ...judgeStack(rule, declared, parametersOf(rule.name)).messages,
    ]);
    const known = profile === 'strict' ? [unpacking, strictOnly] : [unpacking];
    expect(messages.filter((message) => !known.some((pattern) => pattern.test(message)))).toEqual([]);
  });
});
