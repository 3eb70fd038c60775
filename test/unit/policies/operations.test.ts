import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import type {PolicyPackConfig} from '@pulumi/policy';
import Ajv from 'ajv-draft-04';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {policiesCommand} from '../../../operations/policies';
import {checkedFindings, profileFile, profileOf} from '../../../operations/policies/check';
import {coverage, coverageMarkdown} from '../../../operations/policies/coverage';
import {judgeState} from '../../../operations/policies/judge-state';
import {bounding, sharedMiB} from '../../../operations/policies/memory';
import {allowing} from '../../../operations/policies/mirror';
import {policyPack} from '../../../operations/policies/pack';
import {ruleMarkdown, ruleRows, ruleTable} from '../../../operations/policies/rule-table';
import {toSarif} from '../../../operations/policies/sarif';
import {readState} from '../../../operations/policies/state';
import {rules} from '../../../policies/all';
import {standards} from '../../../policies/coverage';
import {compliant, ownerLabels} from './fixtures';

let folder: string;
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kailash-policies-unit-'));
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(String(text)));
  vi.spyOn(console, 'error').mockImplementation((text) => void printed.push(String(text)));
});
afterEach(() => {
  rmSync(folder, {recursive: true, force: true});
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

interface Stored {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly protect?: boolean;
  readonly delete?: boolean;
}

/** A state file of these resources. */
function stateFile(...resources: Stored[]): string {
  const file = join(folder, 'state.json');
  const written = resources.map(({type, name, inputs, ...rest}) => ({
    ...{urn: `urn:pulumi:dev::kp::${type}::${name}`, type, inputs, outputs: inputs},
    ...rest,
  }));
  writeFileSync(file, JSON.stringify({version: 3, deployment: {resources: written}}));
  return file;
}
const container = (name: string, change: Record<string, unknown> = {}): Stored => ({
  type: compliant.container.type,
  name,
  inputs: {...compliant.container.inputs, ...change},
});
const secret = (plaintext?: string) => ({
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
  ...(plaintext === undefined ? {ciphertext: 'v1:x'} : {plaintext}),
});
const run = (...args: string[]) => policiesCommand().parseAsync(args, {from: 'user'});
const validate = new Ajv({strict: false, validateFormats: false, unicodeRegExp: false}).compile(schema);

describe('platform policies', () => {
  it('lists every rule as table, JSON, Markdown and SARIF', async () => {
    await run();
    await run('--json');
    await run('--markdown');
    await run('--sarif');
    const [columns = '', json = '', markdown = '', sarif = ''] = printed;
    expect(columns.split('\n')).toHaveLength(rules.length + 1);
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(ruleRows())));
    expect(markdown.split('\n')).toHaveLength(rules.length + 2);
    expect(JSON.parse(sarif).runs[0].tool.driver.rules).toHaveLength(rules.length);
    expect(ruleTable()).toContain('forbid-docker-socket');
    expect(process.exitCode).toBe(0);
  });
  it('writes the table that the README of the pack shows', () => {
    const readme = readFileSync(join(__dirname, '../../../policies/README.md'), 'utf8');
    const shown = /<!-- generated: rules -->\n([\s\S]*?)\n<!-- end -->/.exec(readme)?.[1];
    expect(shown).toBe(ruleMarkdown());
  });
});

describe('platform policies coverage', () => {
  it('is what policies/COVERAGE.md says', () => {
    expect(readFileSync(join(__dirname, '../../../policies/COVERAGE.md'), 'utf8')).toBe(coverageMarkdown());
  });
  it('has a rule or a reason for every recommendation, and each once', () => {
    for (const one of coverage()) expect([one.id, one.rules.length > 0 || Boolean(one.reason)]).toEqual([one.id, true]);
    for (const {name} of standards) {
      const ids = coverage()
        .filter(({standard}) => standard === name)
        .map(({id}) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
  it('knows every recommendation of section 5 of the benchmark', () => {
    const ids = coverage()
      .filter(({standard, id}) => standard.startsWith('CIS') && id.startsWith('5.'))
      .map(({id}) => id);
    expect(ids).toEqual(Array.from({length: 32}, (_, index) => `5.${index + 1}`));
  });
  it('is printed as a page or as data', async () => {
    await run('coverage');
    await run('coverage', '--json');
    expect(printed[0]).toBe(coverageMarkdown());
    expect(JSON.parse(printed[1] ?? '')).toHaveLength(coverage().length);
  });
});

describe('platform policies check', () => {
  it('accepts a state that follows all rules, and says so', async () => {
    const volume = {name: 'data', protect: true, type: compliant.volume.type, inputs: {...compliant.volume.inputs}};
    await run('check', '--file', stateFile(container('db'), volume));
    expect(printed).toEqual(['policies: 0 mandatory and 0 advisory findings']);
    expect(process.exitCode).toBe(0);
  });
  it('says what is wrong, and fails if a mandatory rule is broken', async () => {
    await run('check', '--file', stateFile(container('db', {privileged: true, init: false})));
    expect(printed).toEqual([
      'mandatory (critical) forbid-privileged\n  container "db", privileged: gives every capability and every device of the host, got true; remove it and add the one capability that the process needs',
      'advisory (low) require-init\n  container "db", init: nothing collects finished processes, got false; write true',
      'policies: 1 mandatory and 1 advisory findings',
    ]);
    expect(process.exitCode).toBe(1);
  });
  it('does not fail for advisory findings alone, unless a profile makes them mandatory', async () => {
    const file = stateFile(container('db', {init: false}));
    await run('check', '--file', file);
    expect(process.exitCode).toBe(0);
    await run('check', '--file', file, '--policy-profile', 'strict');
    expect(process.exitCode).toBe(1);
  });
  it('writes findings as JSON, and as SARIF that the schema accepts', async () => {
    const file = stateFile(container('db', {privileged: true}));
    await run('check', '--file', file, '--json');
    await run('check', '--file', file, '--sarif');
    expect(JSON.parse(printed[0] ?? '')).toEqual([
      {
        rule: 'forbid-privileged',
        level: 'mandatory',
        severity: 'critical',
        urn: 'urn:pulumi:dev::kp::docker:index/container:Container::db',
        message: expect.stringContaining('container "db", privileged:'),
      },
    ]);
    const sarif = JSON.parse(printed[1] ?? '');
    expect(validate(sarif), JSON.stringify(validate.errors)).toBe(true);
    expect(sarif.runs[0].results).toHaveLength(1);
    expect(validate({...sarif, version: '2.0.0'})).toBe(false);
  });
  it('judges what several resources are to one another, and forgets the run before', async () => {
    const publish = (name: string) =>
      container(name, {
        labels: ownerLabels('gateway'),
        volumes: [],
        ports: [{internal: 1, external: 80_00, ip: '127.0.0.1'}],
      });
    const collision = stateFile(publish('a'), publish('b'));
    expect((await checkedFindings({file: collision})).map(({rule, urn}) => [rule, urn.split('::').at(-1)])).toEqual([
      ['forbid-port-collision', 'b'],
    ]);
    expect(await checkedFindings({file: stateFile(publish('a'))})).toEqual([]);
    expect(await checkedFindings({file: stateFile()})).toEqual([]);
  });
  it('opens secrets where it can, survives those that it cannot, and shows none', async () => {
    const open = stateFile(container('db', {envs: secret(JSON.stringify(['DB_PASSWORD=hunter22']))}));
    const [finding] = await checkedFindings({file: open});
    expect(finding?.rule).toBe('forbid-plain-secret');
    expect(JSON.stringify(finding)).not.toContain('hunter22');
    expect(printed).toEqual([]);
    const closed = stateFile(container('db', {envs: secret(), labels: secret(), command: [secret()], tmpfs: secret()}));
    expect(await checkedFindings({file: closed})).toEqual([]);
    expect(printed).toEqual([
      `${closed}: secrets that are closed were not judged, got 4; write it with "pulumi stack export --show-secrets"`,
    ]);
  });
  it('passes over what is waiting for deletion and what the engine notes for itself', async () => {
    const gone = {...container('old', {privileged: true}), delete: true};
    expect(await checkedFindings({file: stateFile(gone, container('db', {__defaults: ['x']}))})).toEqual([]);
  });
  it.each([
    [
      'a file that is not there',
      () => ({file: join(folder, 'none.json')}),
      /none\.json: cannot be read, got ENOENT.*; write it with "pulumi stack export"$/,
    ],
    [
      'both a stack and a file',
      () => ({file: 'x', stack: 'y'}),
      /^policies check: both a stack and a file, got --stack and --file; name one of them$/,
    ],
    [
      'a profile that is not there',
      () => ({file: stateFile(), policyProfile: 'lax'}),
      /^policy profile: there is none, got "lax"; use baseline, strict, cis, mend, or a file$/,
    ],
  ])('refuses %s', async (_, options, message) => {
    await expect(checkedFindings(options())).rejects.toThrow(message);
  });
  it('refuses files that are no state, and profiles with mistakes', async () => {
    const file = join(folder, 'x.json');
    writeFileSync(file, '{');
    await expect(checkedFindings({file})).rejects.toThrow(
      /x\.json: is no JSON, got .*; write it with "pulumi stack export"$/,
    );
    writeFileSync(file, '{"a": 1}');
    await expect(checkedFindings({file})).rejects.toThrow(
      /x\.json: holds no deployment; write it with "pulumi stack export"$/,
    );
    expect(() => profileFile(file)).toThrow(/there is no such rule/);
    expect(profileFile('strict')).toBe(join(__dirname, '../../../policies/profiles/strict.json'));
    expect(() => profileOf(file)).toThrow(/x\.json, a: there is no such rule, got "a"; use one of: /);
    await run('check', '--file', file);
    expect(printed).toEqual([expect.stringContaining('holds no deployment')]);
    expect(process.exitCode).toBe(1);
  });
});

describe('The registry of the setting "mirror"', () => {
  const image = `registry.example.com:5000/hub/library/postgres:17.2@sha256:${'a'.repeat(64)}`;
  const pulled = () => stateFile({type: compliant.remoteImage.type, name: 'image', inputs: {name: image}});
  const found = (mirror: string | undefined, name = 'baseline') =>
    judgeState(readState(readFileSync(pulled(), 'utf8'), 'x'), allowing(profileOf(name), mirror)).map(({rule}) => rule);
  it('is allowed beside those of the profile, and no other is', () => {
    expect(found(undefined)).toEqual(['limit-registries']);
    expect(found('registry.example.com:5000/hub')).toEqual([]);
    expect(found('registry.example.com/hub')).toEqual(['limit-registries']);
    expect(allowing(profileOf('baseline'), 'm.example.com')['limit-registries']).toEqual({
      enforcementLevel: 'mandatory',
      registries: ['docker.io', 'quay.io', 'docker.elastic.co', 'm.example.com'],
    });
  });
  it('adds to what a reviewer allows', () => {
    const reviewed = {'limit-registries': {enforcementLevel: 'advisory', registries: ['r.example.com']}} as const;
    expect(allowing(reviewed as unknown as PolicyPackConfig, 'm.example.com/x')).toEqual({
      'limit-registries': {enforcementLevel: 'advisory', registries: ['r.example.com', 'm.example.com']},
    });
  });
});

describe('The memory of this machine', () => {
  it('bounds that of all containers together, unless a reviewer names a number', () => {
    const level = {enforcementLevel: 'mandatory'};
    expect(bounding(profileOf('baseline'), 1000)['limit-total-memory']).toEqual({...level, memoryMiB: 1000});
    const reviewed = {
      'limit-total-memory': {enforcementLevel: 'advisory', memoryMiB: 1},
    } as unknown as PolicyPackConfig;
    expect(bounding(reviewed, 1000)).toEqual(reviewed);
    expect(bounding({}, 1000)).toEqual({'limit-total-memory': {memoryMiB: 1000}});
    const share = (sharedMiB() * 2 ** 20) / totalmem();
    expect(share > 0.79 && share <= 0.8).toBe(true);
  });
  it('is in the profile that Pulumi is given, with the mirror', async () => {
    const {policyPacks, policyPackConfigs} = await policyPack(folder, 'm.example.com');
    expect(policyPacks).toEqual([join(__dirname, '../../../policies')]);
    const made = JSON.parse(readFileSync(policyPackConfigs[0] ?? '', 'utf8')) as PolicyPackConfig;
    expect(made).toEqual(bounding(allowing(profileOf('baseline'), 'm.example.com'), sharedMiB()));
    const [plain = ''] = (await policyPack(folder, undefined, profileFile('strict'))).policyPackConfigs;
    expect(JSON.parse(readFileSync(plain, 'utf8'))).toEqual(bounding(profileOf('strict'), sharedMiB()));
  });
});

describe('SARIF', () => {
  it('of every rule is accepted by the schema', () => {
    expect(validate(toSarif([])), JSON.stringify(validate.errors)).toBe(true);
  });
});
