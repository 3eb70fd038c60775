import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {rules} from '../../../policies/all';
import {toPolicy} from '../../../policies/policy';
import {cases, declare, judgingDay} from './cases';
import {compliant} from './fixtures';
import {type Declared, judge, unknownText} from './harness';
import {analyze, asSecret} from './sdk';

beforeAll(() => void vi.useFakeTimers({now: judgingDay, toFake: ['Date']}));
afterAll(() => void vi.useRealTimers());

const failing = Object.entries(cases).flatMap(([name, table]) =>
  table.filter(({messages}) => messages.length > 0).map((one) => [name, one.title, one] as const),
);

describe("The SDK's own server", () => {
  const policies = rules.map(toPolicy);
  const subjects = failing.filter(([, , one]) => one.parameters === undefined && one.others === undefined);
  it.each(subjects)('hears the same of %s when every input is a secret: %s', async (name, _, one) => {
    const declared = declare(one);
    const secret = Object.fromEntries(Object.entries(declared.inputs).map(([key, value]) => [key, asSecret(value)]));
    const heard = await analyze(policies, {...declared, inputs: secret});
    expect(heard.map(({message}) => message)).toEqual(one.messages);
    expect(new Set(heard.map(({policy}) => policy))).toEqual(new Set([name]));
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
