import type {PolicyResourceOptions} from '@pulumi/policy';
import {cloud} from './cases/cloud';
import {data} from './cases/data';
import {exceptions} from './cases/exceptions';
import {images} from './cases/images';
import {isolation} from './cases/isolation';
import {limits} from './cases/limits';
import {network} from './cases/network';
import {secrets} from './cases/secrets';
import {compliant, type Fixture} from './fixtures';
import type {Declared} from './harness';

/** One change of a compliant resource, and what the rule says to it. */
export interface Case {
  readonly title: string;
  /** A compliant resource, or a type token that the case gives all inputs of. */
  readonly on: string;
  /** Inputs that differ; undefined is left out. Of a swarm service only the parts that differ. */
  readonly change: Readonly<Record<string, unknown>>;
  readonly opts?: Partial<PolicyResourceOptions>;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Empty: the rule accepts it. */
  readonly messages: readonly string[];
  /** Other rules that object too. */
  readonly others?: readonly string[];
}

/** The cases of each rule by its name. */
export type Table = Readonly<Record<string, readonly Case[]>>;

/** The day on which all cases are judged. */
export const judgingDay = new Date('2026-11-27T12:00:00Z');

/** All cases. */
export const cases: Table = {
  ...cloud,
  ...data,
  ...exceptions,
  ...images,
  ...isolation,
  ...limits,
  ...network,
  ...secrets,
};

type Inputs = Record<string, unknown>;

/** Merges a change; parts of a swarm service are merged two levels deep. */
function merge(inputs: Inputs, change: Inputs): Inputs {
  const merged: Inputs = {...inputs};
  for (const [key, value] of Object.entries(change)) {
    const isDeep = key === 'taskSpec' || key === 'containerSpec';
    merged[key] = isDeep ? merge((inputs[key] ?? {}) as Inputs, value as Inputs) : value;
    if (value === undefined) delete merged[key];
  }
  return merged;
}

/** The resource of a case. */
export function declare({on, change, opts}: Case): Declared {
  const fixture: {readonly type: string; readonly inputs: Inputs; readonly opts?: Partial<PolicyResourceOptions>} =
    compliant[on as Fixture] ?? {type: on, inputs: {}};
  return {
    type: fixture.type,
    name: 'subject',
    inputs: merge(fixture.inputs, change),
    opts: opts ?? fixture.opts ?? {},
  };
}
