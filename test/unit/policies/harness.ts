import {
  type PolicyResource,
  type PolicyResourceOptions,
  type ResourceValidationArgs,
  type StackValidationArgs,
  UnknownValueError,
  unknownCheckingProxy,
} from '@pulumi/policy';
import {toPolicy} from '../../../policies/policy';
import type {AnyRule} from '../../../policies/rule';

/** What the engine sends for a text that preview does not know yet. */
export const unknownText = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** A resource as a program declares it, its inputs checked by the provider. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly opts?: Partial<PolicyResourceOptions>;
}

/** What a rule says: its messages, and whether it met a value that is not known yet. */
export interface Verdict {
  readonly messages: string[];
  readonly isUnknown: boolean;
}

const noOptions: PolicyResourceOptions = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: {createSeconds: 0, updateSeconds: 0, deleteSeconds: 0},
  additionalSecretOutputs: [],
};

/** The URN that the harness gives a resource. */
export const urnOf = ({type, name}: Declared): string => `urn:pulumi:dev::test::${type}::${name}`;

class NotApplicable extends Error {}

/** The type token of a resource class, as the SDK compares it: only a class of this very type is one. */
const isTypeOf = (type: string, resourceClass: object): boolean =>
  '__pulumiType' in resourceClass && resourceClass.__pulumiType === type;

function common(declared: Declared, parameters: Record<string, unknown>) {
  const {type, name, inputs} = declared;
  const props = unknownCheckingProxy(inputs) as Record<string, unknown>;
  return {
    type,
    name,
    props,
    urn: urnOf(declared),
    opts: {...noOptions, ...declared.opts},
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>() => parameters as T,
    notApplicable: (): never => {
      throw new NotApplicable();
    },
  };
}

function collect(run: (report: (message: string) => void) => void): Verdict {
  const messages: string[] = [];
  try {
    run((message) => messages.push(message));
    return {messages, isUnknown: false};
  } catch (error) {
    if (error instanceof NotApplicable) return {messages, isUnknown: false};
    if (error instanceof UnknownValueError) return {messages, isUnknown: true};
    throw error;
  }
}

/** Runs a rule on one resource, with the parameters that a profile sets. */
export function judge(rule: AnyRule, declared: Declared, parameters: Record<string, unknown> = {}): Verdict {
  const policy = toPolicy(rule);
  if (!('validateResource' in policy)) return {messages: [], isUnknown: false};
  const validate = policy.validateResource;
  if (typeof validate !== 'function') return {messages: [], isUnknown: false};
  const shared = common(declared, parameters);
  const args = {
    ...shared,
    isType: (resourceClass: object) => isTypeOf(declared.type, resourceClass),
    asType: (resourceClass: object) => (isTypeOf(declared.type, resourceClass) ? shared.props : undefined),
  } as ResourceValidationArgs;
  return collect((report) => void validate(args, report));
}

/** Runs a rule about the whole stack. */
export function judgeStack(
  rule: AnyRule,
  resources: readonly Declared[],
  parameters: Record<string, unknown> = {},
): Verdict {
  const policy = toPolicy(rule);
  if (!('validateStack' in policy)) return {messages: [], isUnknown: false};
  const args = {
    ...common({type: '', name: '', inputs: {}}, parameters),
    resources: resources.map((declared) => common(declared, {})) as unknown as PolicyResource[],
  } as StackValidationArgs;
  return collect((report) => void policy.validateStack(args, report));
}

/** Runs a rule's remediation; undefined if nothing changes. */
export function remediate(rule: AnyRule, declared: Declared): Record<string, unknown> | undefined {
  const policy = toPolicy(rule);
  if (!('remediateResource' in policy)) return undefined;
  const args = common(declared, {}) as unknown as ResourceValidationArgs;
  return policy.remediateResource?.(args) as Record<string, unknown> | undefined;
}
