import {createHash, createHmac, pbkdf2Sync} from 'node:crypto';

/** What the places of a template can name. */
export interface Places {
  /** Passwords and keys by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Passwords of the generation before, the present ones where there is none. */
  readonly previous?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly limits?: {readonly memoryMiB: number; readonly cpus: number};
  /** Other words: host, port, username, … */
  readonly words?: Readonly<Record<string, string | number>>;
}

/** RFC 5802 with SHA-256 (RFC 7677), iteration count as PostgreSQL's `scram_iterations`. */
const iterations = 4096;

/**
 * The verifier that PostgreSQL keeps of a password (`SCRAM-SHA-256$…`, postgresql.org/docs/15/catalog-pg-authid.html).
 * The salt is derived from password and role: the same password gives the same text, so an unchanged stack has no diff.
 */
export function scramVerifier(password: string, role: string): string {
  const salt = createHmac('sha256', password).update(`salt of ${role}`).digest().subarray(0, 16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${hmac('Server Key').toString('base64')}`;
}

const kinds: Record<string, (name: string, places: Places) => unknown> = {
  secret: (name, {secrets}) => secrets?.[name],
  previous: (name, {previous}) => previous?.[name],
  sha256: (name, {secrets}) => {
    const value = secrets?.[name];
    return value === undefined ? undefined : createHash('sha256').update(value).digest('hex');
  },
  scram: (name, {secrets}) => {
    const value = secrets?.[name];
    return value === undefined ? undefined : scramVerifier(value, name);
  },
  setting: (name, {settings}) => settings?.[name],
  memoryMiB: (share, {limits}) => (limits === undefined ? undefined : Math.floor(limits.memoryMiB * Number(share))),
  cpus: (_, {limits}) => limits?.cpus,
};

/**
 * Fills the `{{…}}` places of a text: `{{secret.app}}`, `{{previous.app}}`, `{{sha256.app}}` (hex), `{{scram.app}}`, `{{setting.key}}`,
 * `{{memoryMiB.0.5}}` (share of the memory limit, rounded down), `{{cpus.all}}`, or a single word (`{{port}}`).
 * @throws Error on a place that nothing fills: a mistake in the definition.
 */
export function fill(text: string, places: Places): string {
  return text.replace(/\{\{([^{}]+)\}\}/g, (whole, place: string) => {
    const [kind, ...rest] = place.split('.');
    const value = rest.length > 0 ? kinds[kind ?? '']?.(rest.join('.'), places) : places.words?.[place];
    if (value === undefined || value === null) throw new Error(`template: nothing fills ${whole}`);
    return String(value);
  });
}
