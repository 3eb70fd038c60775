import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {rules} from '../../../policies/all';
import {toPolicy} from '../../../policies/policy';
import {checkProfile, readProfile} from '../../../policies/profile';
import {compliant} from './fixtures';
import {judge} from './harness';

const shipped = (name: string): Record<string, string | Record<string, unknown>> =>
  JSON.parse(readFileSync(join(__dirname, '../../../policies/profiles', `${name}.json`), 'utf8'));

describe('The profiles of the pack', () => {
  it.each(['baseline', 'strict', 'cis', 'mend'])('%s names every rule and nothing else', (name) => {
    expect(checkProfile(shipped(name), rules)).toEqual([]);
    expect(Object.keys(shipped(name)).sort()).toEqual(rules.map((rule) => rule.name).sort());
  });
  it('baseline is what the rules say without a profile', () => {
    expect(shipped('baseline')).toEqual(Object.fromEntries(rules.map(({name, level}) => [name, level])));
  });
  it('cis insists on the rules of the benchmark', () => {
    const levelOf = (value: unknown) =>
      typeof value === 'string' ? value : (value as Record<string, unknown>).enforcementLevel;
    for (const {name, standards} of rules) {
      if (standards.cis) expect([name, levelOf(shipped('cis')[name])]).toEqual([name, 'mandatory']);
    }
  });
});

describe('A profile', () => {
  it.each<[string, unknown, string[]]>([
    [
      'a misspelt rule',
      {'forbid-priviledged': 'mandatory'},
      ['forbid-priviledged: there is no such rule, got "forbid-priviledged"; did you mean "forbid-privileged"?'],
    ],
    [
      'a rule of another pack',
      {'no-such-thing-at-all': 'mandatory'},
      [
        `no-such-thing-at-all: there is no such rule, got "no-such-thing-at-all"; use one of: ${rules.map(({name}) => name).join(', ')}`,
      ],
    ],
    [
      'a rule cut short by four letters',
      {'forbid-privil': 'mandatory'},
      ['forbid-privil: there is no such rule, got "forbid-privil"; did you mean "forbid-privileged"?'],
    ],
    [
      'a level that does not exist',
      {'forbid-privileged': 'strict'},
      ['forbid-privileged: there is no such level, got "strict"; use one of: advisory, mandatory, remediate, disabled'],
    ],
    [
      'a level in an object that does not exist',
      {'forbid-privileged': {enforcementLevel: 3}},
      ['forbid-privileged: there is no such level, got 3; use one of: advisory, mandatory, remediate, disabled'],
    ],
    [
      'a remediation that does not exist',
      {'forbid-privileged': 'remediate'},
      ['forbid-privileged: has no remediation, got "remediate"; write "mandatory"'],
    ],
    [
      'a misspelt parameter',
      {'limit-restarts': {retires: 3}},
      ['limit-restarts: there is no such parameter, got "retires"; did you mean "retries"?'],
    ],
    [
      'a parameter of a rule without any',
      {'forbid-privileged': {allowed: []}},
      ['forbid-privileged: there is no such parameter, got "allowed"; use one of: none'],
    ],
    [
      'a number for a list',
      {'limit-restarts': {policies: 3}},
      ['limit-restarts: policies must be of type array, got 3; mend it'],
    ],
    [
      'a list of the wrong things',
      {'limit-restarts': {policies: ['no', 3]}},
      ['limit-restarts: policies must hold items of type string, got [3]; mend them'],
    ],
    [
      'a level for all that does not exist',
      {all: 'on'},
      ['all: must be a level, got "on"; use one of: advisory, mandatory, remediate, disabled'],
    ],
    ['a list', [], ['profile: must be an object, got []; write {"<rule>": "<level>"}']],
    [
      'two mistakes',
      {'limit-restart': 'mandatory', 'forbid-terminal': 'on'},
      [expect.stringContaining('limit-restart: '), expect.stringContaining('forbid-terminal: ')],
    ],
    [
      'none',
      {
        all: 'mandatory',
        'limit-restarts': {enforcementLevel: 'advisory', retries: 3, limitsServices: true},
        'require-init': {},
      },
      [],
    ],
  ])('with %s is told apart', (_, profile, problems) => expect(checkProfile(profile, rules)).toEqual(problems));

  it('says where every mistake is, and what is no JSON', () => {
    expect(() => readProfile('{"a":"b","c":"d"}', 'my.json', [])).toThrow(
      /^my\.json, a: there is .*\nmy\.json, c: there is .*$/,
    );
    expect(() => readProfile('{', 'my.json', rules)).toThrow(/^my\.json: is no JSON, got .*; mend it$/);
    expect(readProfile('{"forbid-terminal":"disabled"}', 'my.json', rules)).toEqual({'forbid-terminal': 'disabled'});
  });
  it('with a parameter that does not exist makes the rule fail loudly, since the engine says nothing', () => {
    const subject = {name: 'subject', ...compliant.container};
    const rule = rules.find(({name}) => name === 'limit-restarts');
    if (!rule) throw new Error('no rule');
    expect(() => judge(rule, subject, {retires: 3})).toThrow(
      'limit-restarts: there is no such parameter, got "retires"; parameters of this rule: policies, retries, limitsServices',
    );
    const bare = rules.find(({name}) => name === 'forbid-terminal');
    if (!bare) throw new Error('no rule');
    expect(() => judge(bare, subject, {x: 3})).toThrow('parameters of this rule: none');
  });
});

describe('The pack', () => {
  it('imports its own files and its own packages, and nothing of anybody else', () => {
    const folder = join(__dirname, '../../../policies');
    const {dependencies} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const file of readdirSync(folder).filter((name) => /\.[jt]s$/.test(name))) {
      const text = readFileSync(join(folder, file), 'utf8');
      const imported = [...text.matchAll(/(?:from |require\()'([^']+)'/g)].map(([, name = '']) => name);
      const packages = imported.filter((name) => !/^(\.\/[\w-]+(\.ts)?|node:\w+)$/.test(name));
      const known = packages.filter((name) =>
        Object.keys(dependencies).some((one) => name === one || name.startsWith(`${one}/`)),
      );
      expect([file, packages]).toEqual([file, known]);
    }
  });
});

describe('What a rule says about itself', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('is complete: %s', (name, rule) => {
    expect(name).toMatch(/^(require|forbid|limit)(-[a-z]+)+$/);
    expect(rule.description).toMatch(/^[A-Z].*\.$/);
    expect(rule.remedy).toMatch(/^[A-Z].*\.$/);
    expect(rule.url).toMatch(/^https:\/\//);
    expect(rule.tags.length).toBeGreaterThan(0);
    expect(Object.values(rule.standards).flat().length).toBeGreaterThan(0);
    const {configSchema, framework, severity, remediationSteps} = toPolicy(rule);
    expect(framework?.reference).toBeTruthy();
    expect(framework?.specification).toBeTruthy();
    expect([severity, remediationSteps]).toEqual([rule.severity, rule.remedy]);
    expect(Object.keys(configSchema?.properties ?? {})).toEqual(Object.keys(rule.parameters ?? {}));
  });
  it('comes first from CIS, then OWASP, then NIST', () => {
    const frameworkOf = (name: string) =>
      rules.filter((rule) => rule.name === name).map((rule) => toPolicy(rule).framework)[0];
    expect(frameworkOf('forbid-privileged')).toEqual({
      name: 'CIS Docker Benchmark',
      version: '1.6.0',
      reference: '5.5',
      specification: 'Privileged containers are not used',
    });
    expect(frameworkOf('require-internal-network')).toMatchObject({
      name: 'OWASP Docker Security Cheat Sheet',
      reference: 'RULE #5',
    });
    expect(frameworkOf('require-init')).toMatchObject({name: 'NIST SP 800-190', reference: '4.4.3'});
  });
  it('stands in a file of its name, one rule each', async () => {
    for (const {name} of rules) {
      const file = (await import(`../../../policies/${name}.ts`)) as Record<string, unknown>;
      expect(Object.values(file).map((exported) => (exported as {name?: string}).name)).toEqual([name]);
    }
  });
});
