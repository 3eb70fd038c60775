import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {rules} from '../../../policies/all';
import {toPolicy} from '../../../policies/policy';
import {type Case, cases, declare, judgingDay} from './cases';
import {compliant} from './fixtures';
import {type Declared, judge, remediate, unknownText} from './harness';
import {analyze, asSecret, isSecret, remediated} from './sdk';

beforeAll(() => void vi.useFakeTimers({now: judgingDay, toFake: ['Date']}));
afterAll(() => void vi.useRealTimers());

const failing = Object.entries(cases).flatMap(([name, table]) =>
  table.filter(({messages}) => messages.length > 0).map((one) => [name, one.title, one] as const),
);
const ruleOf = (name: string) => rules.filter((rule) => rule.name === name).map((rule) => rule)[0];

/** Inputs that another resource's rule or the update judges, so that preview stays quiet about them. */
const judgedLater = (one: Case, key: string): boolean =>
  key === 'labels' || (one.on === 'container' && key === 'image');

describe('A value that preview does not know yet', () => {
  it.each(failing)('keeps %s from saying nothing: %s', (name, _, one) => {
    const rule = ruleOf(name);
    if (!rule) throw new Error(name);
    for (const key of Object.keys(one.change)) {
      const declared = declare(one);
      if (!(key in declared.inputs) || judgedLater(one, key)) continue;
      const verdict = judge(rule, {...declared, inputs: {...declared.inputs, [key]: unknownText}}, one.parameters);
      const isNeeded = Object.keys(one.change).length === 1;
      if (isNeeded) expect(verdict.isUnknown || verdict.messages.length > 0).toBe(true);
    }
  });
  it('never makes a rule fail, wherever it stands', () => {
    for (const rule of rules) {
      for (const {type, inputs} of Object.values(compliant)) {
        for (const key of Object.keys(inputs)) {
          const {messages} = judge(rule, {type, name: 'subject', inputs: {...inputs, [key]: unknownText}});
          expect(messages.filter((message) => message.includes(unknownText))).toEqual([]);
        }
      }
    }
  });
  it('does not hide what is known to be wrong besides', () => {
    const ports = [
      {internal: 1, ip: unknownText},
      {internal: 2, external: 2, ip: '0.0.0.0'},
    ];
    const inputs = {...compliant.container.inputs, labels: [], ports};
    const rule = ruleOf('require-loopback-port');
    expect(rule && judge(rule, {type: compliant.container.type, name: 'subject', inputs})).toEqual({
      messages: [
        'container "subject", ports[1].ip: port 2 is published on every interface, got "0.0.0.0"; write "127.0.0.1"',
      ],
      isUnknown: true,
    });
  });
});

describe("The SDK's own server", () => {
  const policies = rules.map(toPolicy);
  const subjects = failing.filter(([, , one]) => one.parameters === undefined && one.others === undefined);
  it.each(subjects)('hears the same of %s, secrets or not: %s', async (name, _, one) => {
    const declared = declare(one);
    const secret = Object.fromEntries(Object.entries(declared.inputs).map(([key, value]) => [key, asSecret(value)]));
    for (const inputs of [declared.inputs, secret]) {
      const heard = await analyze(policies, {...declared, inputs});
      expect(heard.map(({message}) => message)).toEqual(one.messages);
      expect(new Set(heard.map(({policy}) => policy))).toEqual(new Set([name]));
    }
  });
  it('says as a notice that a rule cannot run yet', async () => {
    const inputs = {...compliant.container.inputs, privileged: unknownText};
    const heard = await analyze(policies, {type: compliant.container.type, name: 'subject', inputs});
    expect(heard.map(({policy, message}) => [policy, message])).toEqual([
      ['forbid-privileged', expect.stringContaining("value at .privileged can't be known during preview")],
    ]);
  });
});

describe('Defaults that the provider fills in', () => {
  const defaults = {
    ...{
      networkMode: 'bridge',
      restart: 'no',
      mustRun: true,
      start: true,
      removeVolumes: true,
      waitTimeout: 60,
      rm: false,
    },
    ...{attach: false, logs: false, wait: false, stdinOpen: false, tty: false, readOnly: false, privileged: false},
    ...{
      publishAllPorts: false,
      memory: 0,
      memorySwap: 0,
      cpuShares: 0,
      init: false,
      user: '',
      runtime: '',
      ipcMode: '',
    },
    ...{pidMode: '', usernsMode: '', cgroupnsMode: '', cgroupParent: '', gpus: ''},
  };
  it('are judged like what is left out', () => {
    const bare = {type: compliant.container.type, name: 'subject', inputs: {image: 'x'}};
    const filled = {...bare, inputs: {...defaults, image: 'x'}};
    const objecting = (declared: Declared) => rules.filter((rule) => judge(rule, declared).messages.length > 0);
    expect(objecting(filled).map(({name}) => name)).toEqual(objecting(bare).map(({name}) => name));
  });
  it('do no harm to a container that follows all rules', () => {
    const inputs = {...defaults, ...compliant.container.inputs};
    for (const rule of rules)
      expect(judge(rule, {type: compliant.container.type, name: 'subject', inputs}).messages).toEqual([]);
  });
});

describe('A bare container', () => {
  it('is objected to by the rules that require something', () => {
    const bare = {type: compliant.container.type, name: 'subject', inputs: {image: 'app'}};
    expect(rules.filter((rule) => judge(rule, bare).messages.length > 0).map(({name}) => name)).toEqual([
      ...['forbid-floating-tag', 'forbid-root-user', 'require-cpu-limit', 'require-dropped-capabilities'],
      ...['require-healthcheck', 'require-init', 'require-log-rotation', 'require-memory-limit'],
      ...['require-no-new-privileges', 'require-own-network', 'require-pinned-image', 'require-process-limit'],
      'require-read-only-root',
    ]);
  });
});

describe('A remediation', () => {
  const turnedOn = rules
    .filter((rule) => rule.remediate)
    .map((rule) => ({...toPolicy(rule), enforcementLevel: 'remediate' as const}));
  const container = (inputs: Record<string, unknown>) => ({type: compliant.container.type, name: 'subject', inputs});

  it('mends what is missing, keeps secrets secret and unknown values unknown', async () => {
    const [privileges, rotation, state, ...more] = (await remediated(
      [...turnedOn].sort((a, b) => a.name.localeCompare(b.name)).reverse(),
      container({image: unknownText, hostname: asSecret('h'), envs: ['A=1'], uploads: [{file: '/x', content: 'y'}]}),
    )) as Record<string, unknown>[];
    expect(more).toEqual([]);
    expect(privileges).toMatchObject({image: unknownText, securityOpts: ['no-new-privileges=true']});
    expect(rotation).toMatchObject({logDriver: 'json-file', logOpts: {'max-size': '10m', 'max-file': '3'}});
    expect(isSecret(privileges?.hostname)).toBe(true);
    expect(isSecret(state?.envs) && isSecret(state?.uploads)).toBe(true);
  });
  it('is off unless a profile turns it on', async () => {
    expect(await remediated(rules.map(toPolicy), container({image: 'x', envs: ['A=1']}))).toEqual([]);
  });
  it('leaves alone what is right', async () => {
    const {envs: _, ...inputs} = compliant.container.inputs;
    expect(await remediated(turnedOn, container(inputs))).toEqual([]);
    expect(await remediated(turnedOn, {...container({envs: ['A=1']}), type: 'docker:index/network:Network'})).toEqual(
      [],
    );
  });
  it('keeps log options that are there and drivers that rotate by themselves', () => {
    const rule = ruleOf('require-log-rotation');
    if (!rule) throw new Error('no rule');
    const options = {'max-size': '1m', labels: 'a'};
    expect(remediate(rule, container({logOpts: options}))?.logOpts).toEqual({...options, 'max-file': '3'});
    expect(remediate(rule, container({logDriver: 'local'}))).toBeUndefined();
  });
  it('of the state marks only what is there', () => {
    const rule = ruleOf('require-encrypted-state');
    if (!rule) throw new Error('no rule');
    expect(Object.keys(remediate(rule, container({envs: ['A=1']})) ?? {})).toEqual(['envs']);
    expect(Object.keys(remediate(rule, container({uploads: [{file: '/x'}]})) ?? {})).toEqual(['uploads']);
    expect(remediate(rule, container({envs: [], uploads: []}))).toBeUndefined();
  });
});
