import type {
  ReportViolation,
  ResourceValidation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from '@pulumi/policy';
import {unversioned} from './cloud-table';
import {exceptionFor} from './exceptions';
import {kindOfType} from './kinds';
import {enrol, note} from './ledger';
import {sentence} from './message';
import type {AnyRule, Report, StackResource} from './rule';
import {framework} from './standards';
import {known} from './unknown';

/** Where a message says the fault is. */
export const whereIs = (type: string, name: string): string => `${kindOfType[type]?.word ?? type} "${name}"`;

/** The policy that the engine runs for a rule. */
export function toPolicy(rule: AnyRule): ResourceValidationPolicy | StackValidationPolicy {
  if (isExceptable(rule)) enrol(rule.name);
  const shared = {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    severity: rule.severity,
    framework: framework(rule.standards),
    tags: [...rule.tags],
    remediationSteps: rule.remedy,
    url: rule.url,
    configSchema: {properties: {...rule.parameters}},
  };
  if (rule.judgesStack) return {...shared, validateStack: (args, report) => judgeStack(rule, args, report)};
  const validateResource: ResourceValidation = (args, report) => judgeResource(rule, args, report);
  const [token, ...others] = tokensOf(rule);
  const isSingle = others.length === 0 && token !== '*';
  // The SDK passes over a policy of another type before it takes the properties apart, which is most of the time.
  const policy = {
    ...shared,
    validateResource: Object.assign(validateResource, {__pulumiType: isSingle ? token : undefined}),
  };
  return rule.remediate ? {...policy, remediateResource: (args) => remediate(rule, args)} : policy;
}

/** The types of resources that a rule judges. */
function tokensOf(rule: AnyRule): string[] {
  const kinds = Object.keys(rule.judges ?? {});
  const ofKinds = Object.entries(kindOfType).filter(([, {kind}]) => kinds.includes(kind));
  return [...ofKinds.map(([token]) => token), ...Object.keys(rule.judgesType ?? {})];
}

/** The rule's defaults under what a profile sets; a parameter that does not exist is an error, the engine accepts it. */
function parametersOf(rule: AnyRule, config: Record<string, unknown>): Record<string, unknown> {
  const declared = rule.parameters ?? {};
  for (const key of Object.keys(config)) {
    if (!(key in declared)) {
      const allowed = Object.keys(declared).join(', ') || 'none';
      throw new Error(`${rule.name}: there is no such parameter, got "${key}"; parameters of this rule: ${allowed}`);
    }
  }
  return {...Object.fromEntries(Object.entries(declared).map(([key, {default: value}]) => [key, value])), ...config};
}

/** The rule's function for a resource of this type. */
function judgeFor(rule: AnyRule, type: string): ((inputs: never, subject: never) => void) | undefined {
  const kind = kindOfType[type]?.kind;
  return (kind && rule.judges?.[kind]) ?? rule.judgesType?.[unversioned(type)] ?? rule.judgesType?.['*'];
}

function judgeResource(rule: AnyRule, args: ResourceValidationArgs, report: ReportViolation): void {
  const judge = judgeFor(rule, args.type);
  if (!judge) return;
  const parameters = parametersOf(rule, args.getConfig());
  const messages: string[] = [];
  const collect: Report = (at, wrong, got, instead) => {
    messages.push(sentence(whereIs(args.type, args.name), at, wrong, got, instead));
  };
  const {name, urn, opts, type} = args;
  try {
    judge(args.props as never, {name, urn, opts, type, props: args.props, parameters, report: collect} as never);
    note(rule.name, args.urn, messages.length > 0);
  } finally {
    if (messages.length > 0 && !isExcused(rule, args.props)) for (const message of messages) report(message);
  }
}

/** Labels that preview does not know yet excuse nothing. */
const isExcused = (rule: AnyRule, props: Record<string, unknown>): boolean =>
  isExceptable(rule) && known(() => exceptionFor(rule.name, props)) !== undefined;

/** A label must not switch off what judges labels: exceptions would then be neither printed nor ended. */
const isExceptable = ({tags}: AnyRule): boolean => !tags.includes('exceptions');

function judgeStack(rule: AnyRule, args: StackValidationArgs, report: ReportViolation): void {
  const faulty = new Map<StackResource, string[]>();
  const subject = {
    resources: args.resources,
    parameters: parametersOf(rule, args.getConfig()),
    report: (resource: StackResource, at: string, wrong: string, got: unknown, instead: string) => {
      const message = sentence(whereIs(resource.type, resource.name), at, wrong, got, instead);
      faulty.set(resource, [...(faulty.get(resource) ?? []), message]);
    },
  };
  try {
    (rule.judgesStack as (subject: unknown) => void)(subject);
    for (const resource of args.resources) note(rule.name, resource.urn, faulty.has(resource));
  } finally {
    for (const [resource, messages] of faulty) {
      if (isExcused(rule, resource.props)) continue;
      for (const message of messages) report(message, resource.urn);
    }
  }
}

function remediate(rule: AnyRule, args: ResourceValidationArgs): Record<string, unknown> | undefined {
  const kind = kindOfType[args.type]?.kind;
  const change = kind && rule.remediate?.[kind];
  if (!change || isExcused(rule, args.props)) return undefined;
  return change(args.props as never) as Record<string, unknown> | undefined;
}
