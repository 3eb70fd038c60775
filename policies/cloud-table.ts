import {isRecord} from './labels';
import type {Rule} from './rule';
import {each} from './unknown';

/** One property of a managed service that must have a safe value. */
export interface Demand {
  /** Path in the inputs, parts divided by dots; a list's first element is meant by its name. */
  readonly path: string;
  readonly accepts: (value: unknown) => boolean;
  readonly wrong: string;
  readonly instead: string;
  /** Inputs that the demand means nothing to. */
  readonly unless?: (inputs: Record<string, unknown>) => boolean;
}

/** By Pulumi type token. */
export type CloudTable = Readonly<Record<string, readonly Demand[]>>;

/** The value at a path, or undefined. */
function valueAt(inputs: Record<string, unknown>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    const holder = Array.isArray(value) ? (value[0] as unknown) : value;
    return isRecord(holder) ? holder[key] : undefined;
  }, inputs);
}

/** Judges for every type of a table. */
export function judgesOf(table: CloudTable): NonNullable<Rule['judgesType']> {
  return Object.fromEntries(
    Object.entries(table).map(([type, demands]) => [
      type,
      (inputs: Record<string, unknown>, {report}) =>
        each(demands, ({path, accepts, wrong, instead, unless}) => {
          if (unless?.(inputs)) return;
          const value = valueAt(inputs, path);
          if (!accepts(value)) report(path, wrong, value, instead);
        }),
    ]),
  );
}

/** A type of the provider "azure-native" without the version of the interface that a program may name in it. */
export const unversioned = (type: string): string =>
  type.replace(/^(azure-native:\w+)\/v\d{8}\w*:/, '$1:').replace(/^azure-native_\w+_v\d{8}\w*:/, 'azure-native:');

export const isTrue = (value: unknown): boolean => value === true;
export const isNotTrue = (value: unknown): boolean => value !== true;
export const isFalse = (value: unknown): boolean => value === false;
export const isText = (value: unknown): boolean => String(value ?? '') !== '';
export const isNonEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
export const isAtLeast =
  (least: number) =>
  (value: unknown): boolean =>
    Number(value) >= least;
export const isOneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown): boolean =>
    allowed.includes(value);
