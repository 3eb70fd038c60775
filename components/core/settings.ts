import {isIP} from 'node:net';
import {resolve} from 'node:path';
import {z} from 'zod';
import {type Definition, type Limits, type Reachable, type Size, sizes} from './definition';
import {lengthPattern, millisecondsOf} from './duration';
import {UserError} from './errors';

/** A DNS name, also one with a wildcard in front (RFC 1123, 2.1; RFC 6125, 6.4.3). */
const namePattern = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** A file; a relative path is seen from the folder of the stack file, wherever an operation is started. */
const file = z
  .string()
  .min(1)
  .transform((path) => resolve(__dirname, '../..', path));

/** What every service can be told. */
const serviceSettings = {
  enabled: z.boolean().optional().describe('whether the stack has this service'),
  port: z.int().min(1024).max(65535).optional().describe('port on 127.0.0.1, otherwise the usual one'),
  memoryMiB: z.int().min(64).optional().describe('memory limit, otherwise by size'),
  cpus: z.number().min(0.1).optional().describe('processors at most, otherwise by size'),
  version: z.string().optional().describe('another supported version'),
  certificate: z
    .strictObject({
      certificateFile: file.describe('PEM file of a certificate of your own for it, intermediates after it'),
      keyFile: file.describe('PEM file of its key, mode 0600 or less'),
    })
    .optional(),
};

/** A company's own authority in place of the stack's. */
const authority = z
  .strictObject({
    certificateFile: file.describe(
      "PEM file of a company's CA, with all up to its root; several roots: all are trusted",
    ),
    keyFile: file
      .optional()
      .describe('PEM file of its key, mode 0600 or less; without it every service needs a certificate'),
  })
  .optional();

const length = (usual: string) => z.string().regex(lengthPattern, 'not a length of time like 90d').default(usual);

/** How old secrets may become. */
const rotation = z
  .strictObject({
    maxAge: length('90d').describe('age at which a secret is overdue'),
    grace: length('30d').describe('how long an overdue secret is only warned of'),
  })
  .prefault({})
  .describe('maxAge and grace: secrets older than that are warned of, then refused');

/** An endpoint with OpenAI's API that somebody else runs. */
const openai = z
  .strictObject({
    enabled: z.boolean().default(true).describe('whether the application uses it'),
    baseUrl: z
      .url({protocol: /^https$/})
      .default('https://api.openai.com/v1')
      .describe('where it is'),
    keyFile: file.optional().describe('file with the key; otherwise the secret setting openaiKey'),
    caFile: file.optional().describe('PEM file of the CA of an endpoint of your own; in OPENAI_CA_FILE too'),
    models: z.array(z.string().min(1)).default([]).describe('models that the application expects'),
    dailyBudgetUsd: z
      .number()
      .min(0)
      .optional()
      .describe('shown by status, and in OPENAI_DAILY_BUDGET_USD; nothing enforces it'),
    required: z.boolean().default(false).describe('whether the health gate fails when it is degraded or down'),
  })
  .optional();

const stackSettings = {
  size: z.enum(sizes).default('small').describe('how much the services may use'),
  images: z
    .enum(['auto', 'registry', 'local'])
    .default('auto')
    .describe('official images, or built from package registries'),
  mirror: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._/-]+)?$/, 'not host/path of a registry, without https://')
    .optional()
    .describe("host/path of a company's registry in front of every official image"),
  encryption: z
    .enum(['required', 'off'])
    .default('required')
    .describe('data volumes in vaults that only the stack can open; off needs encryptionReason'),
  encryptionReason: z.string().min(5).optional().describe('why the data may lie in the clear; a label of each volume'),
  dnsNames: z
    .array(z.string().refine((text) => isIP(text) !== 0 || namePattern.test(text), 'neither a name nor an address'))
    .default([])
    .describe('further names and addresses that every certificate is good for'),
  authority,
  authorityGeneration: z
    .int()
    .min(1)
    .default(1)
    .describe("how often the stack's own CA was changed; ./platform rotate --ca writes it"),
  authorityOverlap: z
    .boolean()
    .default(false)
    .describe('whether the CA before is trusted too; ./platform rotate --ca writes it'),
  generations: z
    .record(z.string(), z.int().min(1))
    .default({})
    .describe('how often each password was changed, by `<service>.<secret>`; ./platform rotate writes it'),
  kept: z
    .array(z.string())
    .default([])
    .describe('services whose passwords are kept while they are off; ./platform up writes it'),
  vaultGenerations: z
    .record(z.string(), z.int().min(1))
    .default({})
    .describe(
      "how often each vault's key was changed, by `<service>.<volume>`; ./platform rotate --vault-keys writes it",
    ),
  rotation,
  openai,
  openaiKey: z
    .string()
    .min(8)
    .regex(/^[!-~]+$/, 'not one word')
    .optional()
    .describe(
      'key of the endpoint: pulumi config set --secret openaiKey --stack <stack>; safer is openai.keyFile, see docs/decisions.md',
    ),
};

/** One service as a stack has it. */
export interface ServiceSettings {
  readonly definition: Reachable;
  readonly image: Definition['image'];
  readonly limits: Limits;
  /** The port on the host's loopback address. */
  readonly port: number;
  /** Files of a certificate that a company made for it. */
  readonly certificate?: {readonly certificateFile: string; readonly keyFile: string};
  /** The service's own settings, defaults filled in. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** Everything that a stack file says, checked, with defaults. */
export interface Settings {
  readonly size: Size;
  readonly images: 'auto' | 'registry' | 'local';
  readonly mirror: string | undefined;
  /** `off` carries the reason. */
  readonly encryption: 'required' | {readonly off: string};
  readonly dnsNames: readonly string[];
  readonly authority: {readonly certificateFile: string; readonly keyFile?: string} | undefined;
  /** The stack's own CA: which one it is, and whether the one before is trusted too. */
  readonly authorityChange: {readonly generation: number; readonly overlap: boolean};
  /** Generation of each secret by `<service>.<secret>`; 1 where it is not named. */
  readonly generations: Readonly<Record<string, number>>;
  /** Services that are off and whose passwords are kept. */
  readonly kept: readonly Definition[];
  /** Generation of each vault's key by `<service>.<volume>`; 1 where it is not named. */
  readonly vaultGenerations: Readonly<Record<string, number>>;
  readonly rotation: Rotation;
  readonly openai: OpenAiSettings | undefined;
  readonly services: Readonly<Record<string, ServiceSettings>>;
}

/** How old secrets may become, and how much longer they are only warned of. */
export interface Rotation {
  readonly maxAgeMs: number;
  readonly graceMs: number;
}

/** What is known of the external endpoint; absent where the stack has none. */
export type OpenAiSettings = NonNullable<z.infer<typeof openai>> & {readonly key: string | undefined};

/** What `readSettings` has to know of the world. */
export interface Surroundings {
  readonly definitions: Readonly<Record<string, Reachable>>;
  /** MiB that the stack needs besides its services: the gateway. */
  readonly besidesMiB: Readonly<Record<Size, number>>;
  /** Services that are on unless told otherwise. */
  readonly enabled: readonly string[];
  /** MiB of memory of the engine's machine. */
  readonly memoryMiB: number;
  /** Processors of that machine. */
  readonly processors: number;
  /** The stack's name: messages name its file. */
  readonly stack: string;
}

/** Share of the machine's memory that the limits may add up to. */
export const memoryShare = 0.8;

const quoted = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Settings whose values no message shows. */
const secretSettings: readonly PropertyKey[] = ['openaiKey'];

const a = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], raw);
}

/** What zod calls otherwise than people do. */
const kinds: Readonly<Record<string, string>> = {int: 'whole number', array: 'list', record: 'object'};

/** One sentence for one finding of zod: what is wrong, what was got, what to do. */
function sentence(issue: z.core.$ZodIssue, raw: unknown, keysAt: (path: readonly PropertyKey[]) => string): string[] {
  const where = issue.path.join('.');
  const got = secretSettings.includes(issue.path[0] ?? '') ? 'a secret' : quoted(valueAt(raw, issue.path));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(
        (key) => `${[...issue.path, key].join('.')}: unknown setting; remove it, or write one of ${keysAt(issue.path)}`,
      );
    case 'invalid_type':
      if (issue.expected === 'object')
        return [`${where}: not an object, got ${got}; write ${where}: {…} with any of ${keysAt(issue.path)}`];
      return [kinds[issue.expected] ?? issue.expected].map(
        (kind) => `${where}: not ${a(kind)}, got ${got}; write ${a(kind)}`,
      );
    case 'invalid_value':
      return [`${where}: not allowed, got ${got}; write one of ${issue.values.map(String).join(', ')}`];
    case 'too_small':
      return [`${where}: too small, got ${got}; write at least ${issue.minimum}`];
    case 'too_big':
      return [`${where}: too large, got ${got}; write at most ${issue.maximum}`];
    default:
      return [`${where}: ${issue.message}, got ${got}; correct it`];
  }
}

/** The zod schema of one service's settings. */
const schemaOf = (definition: Definition) => definition.settings.extend(serviceSettings);

/** The fields of an object, whether it may be left out or not; undefined for anything else. */
function fieldsOf(type: z.ZodType): Record<string, z.ZodType> | undefined {
  if (type instanceof z.ZodObject) return type.shape as Record<string, z.ZodType>;
  if (type instanceof z.ZodOptional || type instanceof z.ZodPrefault || type instanceof z.ZodDefault)
    return fieldsOf(type.unwrap() as z.ZodType);
  return undefined;
}

/** Every setting with its description, for documentation: stack's settings, then those of one service. */
export function settingsTable(definitions: Readonly<Record<string, Definition>>): {key: string; meaning: string}[] {
  const rows = (prefix: string, shape: Record<string, z.ZodType>): {key: string; meaning: string}[] =>
    Object.entries(shape).flatMap(([key, type]) => {
      const inner = fieldsOf(type);
      return inner ? rows(`${prefix}${key}.`, inner) : [{key: `${prefix}${key}`, meaning: type.description ?? ''}];
    });
  return [
    ...rows('', stackSettings as Record<string, z.ZodType>),
    ...rows('<service>.', serviceSettings),
    ...Object.values(definitions).flatMap((d) => rows(`${d.name}.`, d.settings.shape as Record<string, z.ZodType>)),
  ];
}

function limitsOf(definition: Definition, size: Size, given: {memoryMiB?: number; cpus?: number}): Limits {
  const usual = definition.limits[size];
  return {memoryMiB: given.memoryMiB ?? usual.memoryMiB, cpus: given.cpus ?? usual.cpus};
}

/** The memory limit of a service, its companions included. */
const memoryOf = ({definition, limits}: ServiceSettings, size: Size): number =>
  (definition.companions ?? []).reduce((sum, companion) => sum + companion.limits[size].memoryMiB, limits.memoryMiB);

/** MiB that all services may use together, with what the stack needs besides them. */
export const memoryOfAll = (
  services: Readonly<Record<string, ServiceSettings>>,
  size: Size,
  besidesMiB: number,
): number => Object.values(services).reduce((sum, service) => sum + memoryOf(service, size), besidesMiB);

/** Problems that no single value shows. */
function contradictions(
  services: Readonly<Record<string, ServiceSettings>>,
  {memoryMiB, besidesMiB, size}: {memoryMiB: number; besidesMiB: number; size: Size},
): string[] {
  const all = Object.values(services);
  const problems: string[] = [];
  const sum = memoryOfAll(services, size, besidesMiB);
  if (sum > memoryMiB * memoryShare) {
    problems.push(
      `size: the services' memory limits add up to ${sum} MiB, more than ${memoryShare * 100} % of this machine's ${memoryMiB} MiB; ` +
        'choose a smaller size, turn a service off, or lower memoryMiB of a service',
    );
  }
  all.forEach(({definition, port}, index) => {
    const other = all.slice(0, index).find((before) => before.port === port);
    if (other)
      problems.push(
        `${definition.name}.port: taken by "${other.definition.name}" in this stack, got ${port}; write another port`,
      );
  });
  for (const {definition} of all)
    for (const need of [...definition.needs, ...(definition.joins ?? [])])
      if (!services[need])
        problems.push(`${definition.name}: needs the service "${need}", which is off; write ${need}: {enabled: true}`);
  return problems;
}

/** Certificates that nobody signs, or that no client would trust. */
function unsigned(
  services: Readonly<Record<string, ServiceSettings>>,
  {
    authority: ca,
    authorityGeneration: generation,
    authorityOverlap: overlap,
  }: {authority?: Settings['authority']; authorityGeneration: number; authorityOverlap: boolean},
): string[] {
  const all = Object.values(services);
  const named = (own: boolean) =>
    all.filter(({certificate}) => (certificate !== undefined) === own).map(({definition}) => definition.name);
  if (overlap && generation === 1)
    return [
      'authorityOverlap: there is no CA before the first; remove it, and run ./platform rotate --ca to change the CA',
    ];
  if (!ca)
    return named(true).map(
      (name) => `${name}.certificate: signed by a CA that no client is told of; write authority: {certificateFile: …}`,
    );
  if (ca.keyFile === undefined)
    return named(false).map(
      (name) =>
        `${name}: has no certificate, and authority no key to sign one; write ${name}: {certificate: {certificateFile: …, keyFile: …}}, or authority.keyFile`,
    );
  return [];
}

/** Generations of secrets and vaults that do not exist. */
function strayGenerations(
  data: {generations: Readonly<Record<string, number>>; vaultGenerations: Readonly<Record<string, number>>},
  definitions: Readonly<Record<string, Definition>>,
): string[] {
  const all = Object.values(definitions).flatMap((definition) => [definition, ...(definition.companions ?? [])]);
  const named = (parts: 'secrets' | 'volumes') =>
    all.flatMap((definition) => definition[parts].map(({name}) => `${definition.name}.${name}`));
  const strays = (given: object, known: readonly string[]) => Object.keys(given).filter((key) => !known.includes(key));
  return [
    ...strays(data.generations, named('secrets')).map(
      (key) => `generations.${key}: no such secret; remove it, or name one as <service>.<secret>`,
    ),
    ...strays(data.vaultGenerations, named('volumes')).map(
      (key) => `vaultGenerations.${key}: no such volume; remove it, or name one as <service>.<volume>`,
    ),
  ];
}

/** Kept services that do not exist. */
const strayKept = (kept: readonly string[], definitions: Readonly<Record<string, Definition>>): string[] =>
  kept
    .filter((name) => !definitions[name])
    .map(
      (name) =>
        `kept: no such service, got ${quoted(name)}; remove it, or name one of ${Object.keys(definitions).join(', ')}`,
    );

function imageOf(definition: Definition, version: string | undefined): Definition['image'] | string {
  if (version === undefined || version === definition.image.tag) return definition.image;
  const found = definition.versions?.[version];
  if (found) return found;
  const known = [definition.image.tag, ...Object.keys(definition.versions ?? {})].join(', ');
  return `${definition.name}.version: not supported, got ${quoted(version)}; write one of ${known}`;
}

/** The definition without the variables that an image's version does not know. */
function knownTo({unknown = []}: Definition['image'], definition: Reachable): Reachable {
  if (unknown.length === 0) return definition;
  const env = Object.fromEntries(Object.entries(definition.env).filter(([name]) => !unknown.includes(name)));
  return {...definition, env};
}

/** Text of the configuration as values: `{…}`, `[…]`, numbers and booleans are read as JSON; an empty text is absent. */
function valuesOf(raw: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([, text]) => text !== '')
      .map(([key, text]) => {
        if (!/^(\{|\[|true$|false$|-?\d+(\.\d+)?$)/.test(text)) return [key, text];
        try {
          return [key, JSON.parse(text)];
        } catch {
          return [key, text];
        }
      }),
  );
}

/**
 * Checks the configuration of a stack and fills in defaults. Pure.
 * @param raw values by key without the project's prefix, as Pulumi keeps them (objects as JSON text)
 * @throws UserError that names every problem, a line each
 */
export function readSettings(raw: Readonly<Record<string, string>>, around: Surroundings): Settings {
  const {definitions, enabled, processors} = around;
  const values = valuesOf(raw);
  const perService = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, schemaOf(definition).prefault({})]),
  );
  const parsed = z.strictObject({...stackSettings, ...perService}).safeParse(values);
  const refuse = (problems: readonly string[]) =>
    new UserError(
      [
        `Pulumi.${around.stack}.yaml: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`,
        ...problems.map((p) => `  ${p}`),
      ].join('\n'),
    );
  if (!parsed.success) {
    const types: Record<string, z.ZodType> = {...stackSettings, ...perService};
    const keysAt = ([first]: readonly PropertyKey[]): string => {
      const type = types[String(first)];
      return Object.keys(first === undefined ? types : ((type && fieldsOf(type)) ?? {})).join(', ');
    };
    const problems = parsed.error.issues.flatMap((issue) => sentence(issue, values, keysAt));
    throw refuse(problems);
  }
  const data = parsed.data as z.infer<z.ZodObject<typeof stackSettings>> &
    Record<
      string,
      Partial<Pick<ServiceSettings, 'port' | 'certificate'>> & Partial<Limits> & {enabled?: boolean; version?: string}
    >;
  const problems: string[] = [];
  const services: Record<string, ServiceSettings> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const {
      enabled: on = enabled.includes(name),
      port,
      memoryMiB,
      cpus,
      version,
      certificate,
      ...own
    } = data[name] ?? {};
    if (!on) continue;
    if (cpus !== undefined && cpus > processors)
      problems.push(
        `${name}.cpus: more than this machine's ${processors} processors, got ${cpus}; write at most ${processors}`,
      );
    const image = imageOf(definition, version);
    if (typeof image === 'string') {
      problems.push(image);
      continue;
    }
    services[name] = {
      definition: knownTo(image, definition),
      image,
      limits: limitsOf(definition, data.size, {memoryMiB, cpus}),
      port: port ?? definition.ports[definition.connection.port] ?? 0,
      ...(certificate ? {certificate} : {}),
      own,
    };
  }
  if (Object.keys(services).length + problems.length === 0 && !data.openai?.enabled)
    problems.push(
      `services: all are off, so there is nothing to run; write ${enabled[0]}: {enabled: true}, or run ./platform down --stack ${around.stack}`,
    );
  problems.push(
    ...unsigned(services, data),
    ...strayGenerations(data, definitions),
    ...strayKept(data.kept, definitions),
  );
  if (data.encryption === 'off' && data.encryptionReason === undefined)
    problems.push('encryption: off without a reason; write encryptionReason: why the data may lie in the clear');
  if (data.openai?.enabled && !data.openai.keyFile && !data.openaiKey)
    problems.push(
      `openai: has no key; write openai: {keyFile: …}, or run pulumi config set --secret openaiKey --stack ${around.stack}`,
    );
  problems.push(
    ...contradictions(services, {
      memoryMiB: around.memoryMiB,
      besidesMiB: around.besidesMiB[data.size],
      size: data.size,
    }),
  );
  if (problems.length > 0) throw refuse(problems);
  const {
    size,
    images,
    mirror,
    dnsNames,
    authority: own,
    authorityGeneration: generation,
    authorityOverlap: overlap,
    generations,
    vaultGenerations,
    rotation: {maxAge, grace},
    openai: external,
    openaiKey: key,
  } = data;
  const kept = data.kept.filter((name) => !services[name]).flatMap((name) => definitions[name] ?? []);
  const endpoint = external?.enabled ? {...external, key} : undefined;
  const age = {
    maxAgeMs: millisecondsOf('rotation.maxAge', maxAge),
    graceMs: millisecondsOf('rotation.grace', grace),
  };
  const encryption = data.encryption === 'off' ? {off: data.encryptionReason ?? ''} : data.encryption;
  const rest = {size, images, mirror, encryption, dnsNames, generations, vaultGenerations, kept, services};
  return {...rest, authority: own, authorityChange: {generation, overlap}, rotation: age, openai: endpoint};
}
