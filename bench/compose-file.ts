import {labelPrefix} from '../components/core/names';

/** The fields of `docker inspect CONTAINER` that a compose file needs. */
export interface Container {
  readonly Image: string;
  readonly HostConfig: {
    readonly Binds: readonly string[] | null;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly Init: boolean;
    readonly LogConfig: {readonly Type: string; readonly Config: Readonly<Record<string, string>>};
    readonly Memory: number;
    readonly MemorySwap: number;
    readonly NanoCpus: number;
    readonly PortBindings: Readonly<Record<string, readonly {HostIp: string; HostPort: string}[]>> | null;
    readonly ReadonlyRootfs: boolean;
    readonly RestartPolicy: {readonly Name: string};
    readonly SecurityOpt: readonly string[] | null;
    readonly ShmSize: number;
    readonly Tmpfs?: Readonly<Record<string, string>>;
    readonly Ulimits: readonly {Name: string; Soft: number; Hard: number}[] | null;
  };
  readonly Config: {
    readonly Cmd: readonly string[] | null;
    readonly Entrypoint: readonly string[] | null;
    readonly Env: readonly string[];
    readonly Healthcheck: {Test: string[]; Interval: number; Timeout: number; StartPeriod: number; Retries: number};
    readonly Hostname: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly StopSignal?: string;
    readonly StopTimeout?: number;
    readonly User: string;
  };
  readonly NetworkSettings: {readonly Networks: Readonly<Record<string, unknown>>};
}

/** The fields of `docker network inspect` that a compose file needs. */
export interface Network {
  readonly Name: string;
  readonly Driver: string;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Options: Readonly<Record<string, string>>;
  readonly Labels: Readonly<Record<string, string>>;
}

/** What is called otherwise than in the stack that is copied. */
export interface Renaming {
  /** Compose's project, and the beginning of each container's name. */
  readonly project: string;
  /** The stack that the labels name, so that the copy is not taken for the original. */
  readonly stack: string;
  /** Where the stack's files lie, and where their copy does. */
  readonly files: {readonly from: string; readonly to: string};
}

const serviceOf = (labels: Readonly<Record<string, string>>): string => {
  const service = labels[`${labelPrefix}.service`];
  if (!service) throw new Error(`bench: a resource without the label ${labelPrefix}.service`);
  return service;
};

const relabelled = (labels: Readonly<Record<string, string>>, stack: string) => ({
  ...labels,
  [`${labelPrefix}.stack`]: stack,
});

const microseconds = (nanoseconds: number): string => `${nanoseconds / 1000}us`;

function serviceBlock(container: Container, networks: readonly Network[], renaming: Renaming) {
  const {project, files, stack} = renaming;
  const {HostConfig: host, Config: config} = container;
  const service = serviceOf(config.Labels);
  const mounts = (host.Binds ?? []).map((bind) => {
    const [source = '', target = '', mode = 'rw'] = bind.split(':');
    const read = {target, read_only: mode === 'ro'};
    return source.startsWith('/')
      ? {type: 'bind', source: source.replace(files.from, files.to), ...read}
      : {type: 'volume', source, ...read};
  });
  const joined = networks.filter(({Name}) => Name in container.NetworkSettings.Networks).map(({Labels}) => Labels);
  return {
    image: container.Image,
    container_name: `${project}-${service}`,
    hostname: config.Hostname,
    user: config.User,
    environment: config.Env,
    ...(config.Entrypoint ? {entrypoint: config.Entrypoint} : {}),
    ...(config.Cmd ? {command: config.Cmd} : {}),
    cap_add: host.CapAdd ?? [],
    cap_drop: host.CapDrop ?? [],
    security_opt: host.SecurityOpt ?? [],
    read_only: host.ReadonlyRootfs,
    init: host.Init,
    mem_limit: host.Memory,
    memswap_limit: host.MemorySwap,
    cpus: host.NanoCpus / 1e9,
    shm_size: host.ShmSize,
    ulimits: Object.fromEntries((host.Ulimits ?? []).map(({Name, Soft, Hard}) => [Name, {soft: Soft, hard: Hard}])),
    restart: host.RestartPolicy.Name,
    logging: {driver: host.LogConfig.Type, options: host.LogConfig.Config},
    tmpfs: Object.entries(host.Tmpfs ?? {}).map(([path, options]) => `${path}:${options}`),
    healthcheck: {
      test: config.Healthcheck.Test,
      interval: microseconds(config.Healthcheck.Interval),
      timeout: microseconds(config.Healthcheck.Timeout),
      start_period: microseconds(config.Healthcheck.StartPeriod),
      retries: config.Healthcheck.Retries,
    },
    ports: Object.entries(host.PortBindings ?? {}).flatMap(([port, bindings]) =>
      bindings.map(({HostIp, HostPort}) => `${HostIp}:${HostPort}:${port}`),
    ),
    volumes: mounts,
    // The container's own network first: it decides the default route.
    networks: Object.fromEntries(
      joined.map(serviceOf).map((name) => [name, {priority: name === service ? 1000 : 0}] as const),
    ),
    ...(config.StopSignal ? {stop_signal: config.StopSignal} : {}),
    ...(config.StopTimeout === undefined ? {} : {stop_grace_period: `${config.StopTimeout}s`}),
    labels: relabelled(config.Labels, stack),
  };
}

/** Compose takes `$` for a variable. */
const escaped = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
};

/** The compose file that declares what the engine has of a running stack, under other names; JSON is YAML. */
export function composeFile(
  containers: readonly Container[],
  networks: readonly Network[],
  renaming: Renaming,
): string {
  const blocks = containers.map((container) => serviceBlock(container, networks, renaming));
  const volumes = blocks.flatMap(({volumes: mounts}) => mounts.filter(({type}) => type === 'volume'));
  const file = {
    name: renaming.project,
    services: Object.fromEntries(
      containers.map(({Config}, index) => [serviceOf(Config.Labels), blocks[index]] as const),
    ),
    networks: Object.fromEntries(
      networks.map(({Labels, Driver, Internal, Attachable, Options}) => [
        serviceOf(Labels),
        {
          driver: Driver,
          internal: Internal,
          attachable: Attachable,
          driver_opts: Options,
          labels: relabelled(Labels, renaming.stack),
        },
      ]),
    ),
    volumes: Object.fromEntries(volumes.map(({source}) => [source, {labels: relabelled({}, renaming.stack)}])),
  };
  return JSON.stringify(escaped(file), null, 2);
}
