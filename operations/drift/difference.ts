/** One thing that is not as declared. */
export interface Difference {
  readonly kind: 'container' | 'network' | 'volume' | 'file';
  /** The name in the engine. */
  readonly name: string;
  /** What differs, for example `env PGDATA`. */
  readonly what: string;
  readonly declared: string;
  readonly found: string;
  /** The resource that has to be replaced; absent for what the state does not know. */
  readonly urn?: string;
}

/** A difference before it is known whose it is. */
export type Found = Pick<Difference, 'what' | 'declared' | 'found'>;

/** How what is not there is written. */
export const nothing = '(none)';

const shown = (value: string | undefined): string => (value === undefined ? nothing : value === '' ? "''" : value);

const telling = /pass|secret|token|key|credential/i;

/** A value of an environment variable, hidden where its name or its path says that it is secret. */
const environmentValue = (name: string, value: string | undefined): string | undefined =>
  value !== undefined && telling.test(name) && !name.endsWith('_FILE') ? '***' : value;

/** Compares two values; no difference gives an empty list. */
export const differs = (what: string, declared: string | undefined, found: string | undefined): Found[] =>
  declared === found ? [] : [{what, declared: shown(declared), found: shown(found)}];

/** Compares two maps key by key. */
export function mapDiffers(
  what: string,
  declared: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): Found[] {
  const keys = [...new Set([...Object.keys(declared), ...Object.keys(found)])].sort();
  return keys.flatMap((key) => {
    if (declared[key] === found[key]) return [];
    const hide = (value: string | undefined) => (what === 'env' ? environmentValue(key, value) : value);
    const [a, b] = [hide(declared[key]), hide(found[key])];
    return [{what: `${what} ${key}`, declared: shown(a), found: a === b ? 'another value' : shown(b)}];
  });
}

/** Compares two sets, element by element. */
export function setDiffers(what: string, declared: readonly string[], found: readonly string[]): Found[] {
  const all = [...new Set([...declared, ...found])].sort();
  return all.flatMap((entry) => {
    const [a, b] = [declared.includes(entry), found.includes(entry)];
    return a === b ? [] : [{what, declared: a ? entry : nothing, found: b ? entry : nothing}];
  });
}
