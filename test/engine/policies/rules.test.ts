import {describe, expect, it} from 'vitest';
import {judgeState} from '../../../operations/policies/judge-state';
import {rules} from '../../../policies/all';
import {type Case, cases, declare} from '../../unit/policies/cases';
import {compliant, ownerLabels} from '../../unit/policies/fixtures';
import type {Declared} from '../../unit/policies/harness';
import {analyzeState} from './analyze-state';
import {type Outcome, runWithPack} from './preview';

/** Types whose provider the toolchain has, so that a program can declare them. */
const declarable = /^(docker:index\/(?!image:)|command:|random:)/;

/** A case as a resource named after its rule, with a volume, secrets and a port that no other has, on any day. */
function violation(rule: string, one: Case, port: number): Declared {
  const {type, inputs, opts} = declare(one);
  const own = JSON.stringify(inputs)
    .replaceAll('2026-12-31', '2099-12-31')
    .replaceAll(/2026-(08-01|11-26)/g, '2020-01-01')
    .replaceAll('kp-dev-db-data', `data-${rule}`)
    .replaceAll('kp-dev/db', `kp-dev/${rule}`)
    .replaceAll('15432', String(port));
  return {type, name: rule, inputs: JSON.parse(own) as Record<string, unknown>, ...(opts && {opts})};
}

const all = Object.entries(cases).map(([rule, table], index) => {
  const failing = table.filter(({messages, parameters}) => messages.length > 0 && !parameters);
  const alone = failing.filter(({others}) => !others);
  const one = alone.find((candidate) => declarable.test(declare(candidate).type)) ?? alone[0] ?? failing[0];
  return one ? {rule, one, declared: violation(rule, one, 20_000 + index)} : undefined;
});
const violations = all.filter((found) => found !== undefined);
const inProgram = violations.filter(({declared}) => declarable.test(declared.type));
const inState = violations.filter(({declared}) => !declarable.test(declared.type));

/** Rules that only a stack of several resources, or a parameter, can break: the resources and what is said of the last. */
const container = (name: string, change: Record<string, unknown>): Declared => ({
  type: compliant.container.type,
  name,
  inputs: {...compliant.container.inputs, volumes: [], ...change},
});
const publishing = (name: string, external: number) =>
  container(name, {labels: ownerLabels('gateway'), ports: [{internal: 1, external, ip: '127.0.0.1'}]});
const mounting = (name: string, service: string, volumes: object[]) =>
  container(name, {labels: ownerLabels(service), volumes});
const secrets = [
  {hostPath: '/run/kailash-platform/kp-dev/shared/secrets', containerPath: '/run/secrets', readOnly: true},
];
const related: readonly Declared[] = [
  mounting('first-writer', 'db', [{volumeName: 'shared', containerPath: '/data'}]),
  mounting('forbid-shared-writable-volume', 'db', [{volumeName: 'shared', containerPath: '/data'}]),
  mounting('first-reader', 'db', secrets),
  mounting('forbid-shared-secret-file', 'cache', secrets),
  publishing('first-publisher', 6379),
  publishing('forbid-port-collision', 6379),
  publishing('limit-published-ports', 5000),
  {type: compliant.network.type, name: 'network', inputs: {...compliant.network.inputs, name: 'kp-db'}},
  container('forbid-foreign-network', {labels: ownerLabels('cache'), networksAdvanced: [{name: 'kp-db'}]}),
  container('forbid-unused-exception', {
    labels: ownerLabels('db', {'io.kailash.policy-exception.forbid-terminal': 'reason=x; owner=ops; until=2099-01-01'}),
  }),
  {type: compliant.remoteImage.type, name: 'limit-images', inputs: {...compliant.remoteImage.inputs}},
  container('limit-total-memory', {memory: 100_000, memorySwap: 100_000}),
];
const relatedRules = related.map(({name}) => name).filter((name) => rules.some((rule) => rule.name === name));

const saidOf = ({violations: found}: Pick<Outcome, 'violations'>, resource: string) =>
  found.filter((one) => one.resource === resource).map(({rule, message}) => [rule, message]);

describe('Every rule', () => {
  it('is broken by exactly one of the programs below', () => {
    const covered = [...violations.map(({rule}) => rule), ...relatedRules];
    const onlyRemediates = 'require-encrypted-state';
    expect(
      [...new Set([...covered, 'forbid-secret-value', 'require-bucket-versioning', onlyRemediates])].sort(),
    ).toEqual(rules.map(({name}) => name).sort());
  });
});

describe('A program with one violation of each rule', () => {
  it('is refused in preview, for each resource by its rule and no other, and nothing is created', async () => {
    const outcome = await runWithPack(
      inProgram.map(({declared}) => declared),
      {profile: {all: 'mandatory'}},
    );
    expect([outcome.isRefused, outcome.created]).toEqual([true, []]);
    const isException = (rule: string) => rules.some(({name, tags}) => name === rule && tags.includes('exceptions'));
    const found = inProgram.map(({rule}) => {
      const said = saidOf(outcome, rule).map(([name]) => name);
      return [rule, said.filter((name) => !isException(rule) || name !== 'forbid-unused-exception')];
    });
    expect(found).toEqual(
      inProgram.map(({rule, one}) => [rule, [...one.messages.map(() => rule), ...(one.others ?? [])]]),
    );
    const [first] = inProgram.filter(({rule}) => rule === 'forbid-privileged');
    expect(saidOf(outcome, 'forbid-privileged')).toEqual([
      ['forbid-privileged', first?.one.messages[0]?.replace('"subject"', '"forbid-privileged"')],
    ]);
  });
  it('is refused for what only several resources together, or a parameter, can break', async () => {
    const profile = {
      all: 'mandatory',
      'limit-exceptions': 'disabled',
      'limit-published-ports': {ports: [6379]},
      'limit-images': {repositories: ['docker.io/library/redis']},
      'limit-total-memory': {memoryMiB: 50_000},
    };
    const outcome = await runWithPack(related, {profile});
    expect([outcome.isRefused, outcome.created]).toEqual([true, []]);
    const found = related.map(({name}) => [name, saidOf(outcome, name).map(([rule]) => rule)]);
    expect(found).toEqual(related.map(({name}) => [name, relatedRules.includes(name) ? [name] : []]));
  });
});

describe('A state with resources of providers that are not installed', () => {
  it('is refused, for each resource by its rule and no other', async () => {
    const {status, output, violations: found} = await analyzeState(inState.map(({declared}) => declared));
    expect(status, output).not.toBe(0);
    const said = inState.map(({rule}) => [rule, saidOf({violations: found}, rule)]);
    const expected = inState.map(({rule, one}) => [
      rule,
      one.messages.map((message) => [rule, message.replace('"subject"', `"${rule}"`)]),
    ]);
    expect(said).toEqual(expected);
  });
  it('is judged by "./platform policies check" as by the engine', async () => {
    const judged = [...violations.map(({declared}) => declared), ...related];
    const {violations: found} = await analyzeState(judged);
    const state = judged.map(({type, name, inputs, opts}) => ({
      ...{urn: `urn:pulumi:test::policies-test::${type}::${name}`, type, name},
      ...{inputs, outputs: inputs, protect: opts?.protect ?? false},
    }));
    const lines = (all: readonly {readonly rule: string; readonly level: string; readonly message: string}[]) =>
      all.map(({rule, level, message}) => `${level} ${rule}: ${message}`).sort();
    expect(lines(judgeState(state))).toEqual(lines(found));
  });
  it('is refused when nothing says that a bucket keeps versions', async () => {
    const bucket = {type: 'aws:s3/bucket:Bucket', name: 'bucket', inputs: {bucket: 'kp-data'}};
    const {status, output, violations: found} = await analyzeState([bucket]);
    expect(status, output).not.toBe(0);
    expect(found.map(({resource, rule}) => [resource, rule])).toEqual([['bucket', 'require-bucket-versioning']]);
  });
  it('is refused when a generated secret got into a declaration', async () => {
    const password = {
      type: 'random:index/randomPassword:RandomPassword',
      name: 'password',
      inputs: {length: 32, result: 'correct-horse-battery-staple'},
    };
    const leak = container('leak', {envs: ['GREETING=correct-horse-battery-staple']});
    const {status, output, violations: found} = await analyzeState([password, leak]);
    expect(status, output).not.toBe(0);
    expect(found.map(({resource, rule, message}) => [resource, rule, message])).toEqual([
      ['leak', 'forbid-secret-value', 'container "leak", envs[0]: holds the secret "password"; hand it over as a file'],
    ]);
    expect(output).not.toContain('correct-horse');
  });
});
