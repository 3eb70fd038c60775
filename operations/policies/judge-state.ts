import type {PolicyPackConfig, PolicyResource, ResourceValidationArgs, StackValidationArgs} from '@pulumi/policy';
import {rules} from '../../policies/all';
import {clear} from '../../policies/ledger';
import {toPolicy} from '../../policies/policy';
import type {AnyRule} from '../../policies/rule';
import type {StateResource} from './state';

/** What a rule found in a state. */
export interface Finding {
  readonly rule: string;
  readonly level: 'mandatory' | 'advisory';
  readonly severity: string;
  readonly urn: string;
  readonly message: string;
}

/** The level of a rule under a profile. */
function levelOf(rule: AnyRule, profile: PolicyPackConfig): 'mandatory' | 'advisory' | 'disabled' {
  const own = profile[rule.name] ?? profile.all;
  const level = (typeof own === 'string' ? own : own?.enforcementLevel) ?? rule.level;
  return level === 'remediate' ? 'mandatory' : level;
}

function shared(
  {type, name, urn, protect}: StateResource,
  props: Record<string, unknown>,
  profile: PolicyPackConfig,
  rule: string,
) {
  return {
    type,
    name,
    urn,
    props,
    opts: {
      protect,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: {createSeconds: 0, updateSeconds: 0, deleteSeconds: 0},
      additionalSecretOutputs: [],
    },
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>(): T => {
      const own = profile[rule];
      const {enforcementLevel: _, ...parameters} = typeof own === 'object' ? own : {enforcementLevel: own};
      return parameters as T;
    },
  };
}

/** Runs every rule over a state as the engine would: resource rules see inputs, stack rules outputs. */
export function judgeState(resources: readonly StateResource[], profile: PolicyPackConfig = {}): Finding[] {
  clear();
  const findings: Finding[] = [];
  for (const rule of rules) {
    const level = levelOf(rule, profile);
    const policy = toPolicy(rule);
    if (level === 'disabled') continue;
    const found = (urn: string) => (message: string, at?: string) =>
      void findings.push({rule: rule.name, level, severity: rule.severity, urn: at ?? urn, message});
    if ('validateStack' in policy) {
      const stack = resources.map((one) => shared(one, {...one.inputs, ...one.outputs}, profile, rule.name));
      const [first] = stack;
      const args = {...first, resources: stack as unknown as PolicyResource[]} as unknown as StackValidationArgs;
      if (first) void policy.validateStack(args, found(first.urn));
    } else if (typeof policy.validateResource === 'function') {
      for (const one of resources) {
        const args = shared(one, one.inputs, profile, rule.name) as unknown as ResourceValidationArgs;
        void policy.validateResource(args, found(one.urn));
      }
    }
  }
  return findings;
}
