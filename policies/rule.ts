import type {PolicyResourceOptions, Severity} from '@pulumi/policy';
import type {PolicyConfigJSONSchema} from '@pulumi/policy/schema';
import type {Kind, Kinds} from './kinds';
import type {Standards} from './standards';

/** The parameters of a rule by name. */
export type ParameterValues = Record<string, unknown>;

/** What a reviewer's profile may set for a rule, each with the value that holds otherwise. */
export type Parameters<P> = {readonly [K in keyof P]: PolicyConfigJSONSchema & {readonly default: P[K]}};

/** Says what is wrong: where in the resource, what, which value was got (left out where it may be secret), what to do. */
export type Report = (at: string, wrong: string, got: unknown, instead: string) => void;

/** What a rule is told about the resource that it judges, besides the inputs. */
export interface Subject<P> {
  readonly name: string;
  readonly urn: string;
  readonly type: string;
  readonly props: Record<string, unknown>;
  readonly opts: PolicyResourceOptions;
  readonly parameters: P;
  readonly report: Report;
}

/** One function for each kind of resource that a rule has an opinion about. */
export type Judges<P> = {readonly [K in Kind]?: (inputs: Kinds[K], subject: Subject<P>) => void};

/** A resource as a rule about the whole stack sees it. */
export interface StackResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Record<string, unknown>;
  readonly opts: PolicyResourceOptions;
}

/** What a rule about the whole stack is given; `report` names the resource first. */
export interface StackSubject<P> {
  readonly resources: readonly StackResource[];
  readonly parameters: P;
  readonly report: (resource: StackResource, at: string, wrong: string, got: unknown, instead: string) => void;
}

/** A rule: what it says about itself, what may be set, and how it judges. */
export interface Rule<P extends ParameterValues = ParameterValues> {
  readonly name: `${'require' | 'forbid' | 'limit'}-${string}`;
  /** One sentence, which the engine prints above each message. */
  readonly description: string;
  /** `mandatory` for what lets an attacker out or in, `advisory` for hygiene. */
  readonly level: 'mandatory' | 'advisory';
  readonly severity: Severity;
  readonly standards: Standards;
  readonly tags: readonly string[];
  /** What a person does about it. */
  readonly remedy: string;
  /** Where the behaviour that the rule relies on is documented. */
  readonly url: string;
  readonly parameters?: Parameters<P>;
  readonly judges?: Judges<P>;
  /** By Pulumi type token, for providers whose types are not imported; `*` is any type. */
  readonly judgesType?: Readonly<Record<string, (inputs: Record<string, unknown>, subject: Subject<P>) => void>>;
  readonly judgesStack?: (subject: StackSubject<P>) => void;
  /**
   * Changes the inputs in place, since a copy would read values that preview does not know, and returns them; undefined
   * if nothing needs to change. Runs only where a profile says `remediate`.
   */
  readonly remediate?: {readonly [K in Kind]?: (inputs: Kinds[K]) => Kinds[K] | undefined};
}

/** A rule with its parameters' type forgotten, for lists. */
export type AnyRule = Omit<Rule, 'parameters' | 'judges' | 'judgesType' | 'judgesStack'> & {
  readonly parameters?: Readonly<Record<string, PolicyConfigJSONSchema & {readonly default: unknown}>>;
  readonly judges?: {readonly [K in Kind]?: (inputs: never, subject: never) => void};
  readonly judgesType?: Readonly<Record<string, (inputs: never, subject: never) => void>>;
  readonly judgesStack?: (subject: never) => void;
};

/** Checks a rule's shape at compile time and keeps the exact type. */
export const defineRule = <P extends ParameterValues = ParameterValues>(rule: Rule<P>): Rule<P> => Object.freeze(rule);
