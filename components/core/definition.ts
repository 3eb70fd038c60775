import type {z} from 'zod';

/** The sizes of a stack. */
export const sizes = ['small', 'medium', 'large'] as const;
export type Size = (typeof sizes)[number];

/** What a container may use at most. */
export interface Limits {
  /** MiB of memory; swap is bounded to the same, so none is used. */
  readonly memoryMiB: number;
  /** Processors, 1 = one whole core. */
  readonly cpus: number;
}

/** A value of an environment variable. There is no kind for a secret in the clear, on purpose. */
export type Value =
  | {readonly literal: string}
  /** The path of a secret's file, for variables that end in `_FILE`. */
  | {readonly secretFile: string}
  /** Text with `{{…}}` places: see `template.ts`. May name settings and limits, never secrets. */
  | {readonly template: string};

/** A password or key; generated, one per service and role. */
export interface Secret {
  /** File name below `/run/secrets`, and the role's name where a role has it. */
  readonly name: string;
  /** Characters, letters and digits only, so that URIs need no escapes. @default 32 */
  readonly length?: number;
}

/** A database role besides the administrator. */
export interface Role {
  readonly name: 'app' | 'readonly' | 'monitor' | 'backup' | 'session';
  readonly may: string;
}

/** A read-only file; its text may have `{{…}}` places, secrets included: see `template.ts`. */
export interface ConfigFile {
  /** File name below `/run/config`. */
  readonly name: string;
  readonly text: string;
}

/** How the engine asks inside the container whether the service is well. Durations as Go writes them (`10s`, `1m30s`). */
export interface Health {
  readonly command: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly startPeriod: string;
  /** Seconds that the first start may take until healthy. */
  readonly startTimeoutSeconds: number;
}

/** What runs inside the container once it is healthy, and again when its files changed: makes roles, loads certificates. */
export interface Setup {
  readonly command: readonly string[];
  /** Standard input, with `{{…}}` places; secrets stay out of the arguments and the environment. */
  readonly input: string;
}

/** How the administrator's password is set where nobody knows it: the service runs alone with its data, and asks for none. */
export interface Reset {
  /** Variables that make it ask for none. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs inside; tried again until the service answers. */
  readonly command: readonly string[];
  /** Standard input, with `{{…}}` places. */
  readonly input: string;
}

/** Parameters of the probe, by protocol. */
export type ProbeKind = 'postgres' | 'redis' | 'bolt' | 'chroma' | 'elasticsearch' | 's3' | 'openai';

/** How an application reaches the service. Texts have `{{host}}`, `{{port}}`, `{{username}}`, `{{password}}`, `{{database}}`, `{{ca}}` places. */
export interface ConnectionTemplate {
  /** The key of `ports` that is published. */
  readonly port: string;
  readonly username?: string;
  readonly database?: string;
  readonly uri: string;
  /** Variables for `./platform connections --format env`, for the role `app`. */
  readonly env: Readonly<Record<string, string>>;
}

/** A policy that is broken with leave, as a label on the resource that breaks it; after its last day the pack refuses the stack. */
export interface Exception {
  readonly policy: string;
  /** Without `;`, which ends it in the label. */
  readonly reason: string;
  readonly owner: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly until: string;
}

/** Hardening that a service can't have, each with its reason. */
export interface Relax {
  /** What the container misses. */
  readonly exceptions?: readonly Exception[];
  readonly writableRoot?: string;
  readonly capabilities?: {readonly adds: readonly string[]; readonly reason: string};
  readonly rootUser?: string;
}

/** A service as data: targets turn it into resources, probes ask it, gates judge it, the README's table is made of it. */
export interface Definition {
  readonly name: string;
  readonly purpose: string;
  readonly image: {
    /** The official image. */
    readonly repository: string;
    readonly tag: string;
    /** `sha256:…` of the official image's index, or undefined where the publisher's digest is not known to us. */
    readonly digest?: string;
    /** The folder below `images/` that builds a stand-in out of package registries. */
    readonly local: string;
    /** What the official image misses. */
    readonly exceptions?: readonly Exception[];
    /** Variables of the definition that this version does not know, and would not start with. */
    readonly unknown?: readonly string[];
  };
  /** Other versions that the setting `version` can name. */
  readonly versions?: Readonly<Record<string, Definition['image']>>;
  /** Ports inside the container by name, the primary one first. */
  readonly ports: Readonly<Record<string, number>>;
  /** Services whose isolated network it joins besides its own. */
  readonly joins?: readonly string[];
  readonly volumes: readonly {readonly name: string; readonly path: string}[];
  /** Paths that are memory file systems, with their mount options. */
  readonly tmpfs?: Readonly<Record<string, string>>;
  readonly secrets: readonly Secret[];
  readonly files: readonly ConfigFile[];
  readonly env: Readonly<Record<string, Value>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** `uid:gid` that the container runs as and that owns its files. */
  readonly user: string;
  /** File names below `/run/tls`; absent: the service does not speak TLS itself. */
  readonly tls?: {readonly certificate: string; readonly key: string; readonly ca: string};
  readonly roles: readonly Role[];
  /** Why there are fewer roles than in other services. */
  readonly rolesNote?: string;
  readonly health: Health;
  readonly setup?: Setup;
  /** Absent where the files of a new container are enough, as for most. */
  readonly reset?: Reset;
  /** What takes a changed file over: `setup` run again, or a new container. */
  readonly onChange: 'setup' | 'replace';
  /** Absent for what no application talks to. */
  readonly probe?: ProbeKind;
  readonly connection?: ConnectionTemplate;
  readonly limits: Readonly<Record<Size, Limits>>;
  /** MiB of `/dev/shm`. @default 64 */
  readonly shmMiB?: number;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly graceSeconds: number;
  readonly stopSignal?: string;
  /** Services that must be healthy first. */
  readonly needs: readonly string[];
  /** Containers that belong to it and that nobody else reaches; they run first, each on a network that it joins. */
  readonly companions?: readonly Definition[];
  readonly metrics?: {readonly port: string; readonly path: string};
  /** What a stack may set; the only home of defaults. */
  readonly settings: z.ZodObject;
  readonly relax?: Relax;
}

/** A service that applications reach, so that it has a probe and a connection. */
export type Reachable = Definition & Required<Pick<Definition, 'probe' | 'connection'>>;

/** Freezes a definition, and keeps its exact type for those who read single fields. */
export const defineService = <const D extends Definition>(definition: D): Readonly<D> => Object.freeze(definition);
