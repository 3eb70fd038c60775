import {differs, type Found, mapDiffers, setDiffers} from './difference';
import type {Container, Image} from './inspected';

/** The arguments of a declared container that are compared. */
export interface DeclaredContainer {
  readonly image: string;
  readonly hostname?: string;
  readonly user?: string;
  readonly envs?: readonly string[];
  readonly labels?: readonly {readonly label: string; readonly value: string}[];
  readonly entrypoints?: readonly string[];
  readonly command?: readonly string[];
  readonly volumes?: readonly {
    readonly containerPath?: string;
    readonly hostPath?: string;
    readonly volumeName?: string;
    readonly readOnly?: boolean;
  }[];
  readonly mounts?: readonly {
    readonly target: string;
    readonly type: string;
    readonly source?: string;
    readonly readOnly?: boolean;
  }[];
  readonly tmpfs?: Readonly<Record<string, string>>;
  readonly networksAdvanced?: readonly {readonly name: string; readonly aliases?: readonly string[]}[];
  readonly capabilities?: {readonly adds?: readonly string[]; readonly drops?: readonly string[]};
  readonly securityOpts?: readonly string[];
  readonly healthcheck?: {
    readonly tests: readonly string[];
    readonly interval?: string;
    readonly timeout?: string;
    readonly startPeriod?: string;
    readonly retries?: number;
  };
  readonly readOnly?: boolean;
  readonly privileged?: boolean;
  readonly init?: boolean;
  readonly memory?: number;
  readonly memorySwap?: number;
  readonly cpus?: string;
  readonly shmSize?: number;
  readonly restart?: string;
  readonly logDriver?: string;
  readonly logOpts?: Readonly<Record<string, string>>;
  readonly ulimits?: readonly {readonly name: string; readonly soft: number; readonly hard: number}[];
  readonly ports?: readonly {
    readonly internal: number;
    readonly external?: number;
    readonly ip?: string;
    readonly protocol?: string;
  }[];
  readonly stopSignal?: string;
  readonly stopTimeout?: number;
}

const mebibyte = 2 ** 20;
const units: Readonly<Record<string, number>> = {ms: 1e6, s: 1e9, m: 60e9, h: 3600e9};

/** Nanoseconds of a duration as Go writes it (`1m30s`). */
export const nanoseconds = (text = '0s'): number =>
  [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? 's'] ?? 0),
    0,
  );

const pairs = (lines: readonly string[] | null | undefined): Record<string, string> =>
  Object.fromEntries(
    (lines ?? []).map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );

const capability = (name: string): string => name.replace(/^CAP_/, '');
const option = (text: string): string => text.replace(':', '=').replace(/=true$/, '');
const words = (list: readonly string[] | null | undefined): string | undefined =>
  list && list.length > 0 ? list.join(' ') : undefined;
const mount = (path: string, source: string, readOnly: boolean): string =>
  `${source} at ${path} (${readOnly ? 'read-only' : 'writable'})`;

function mounts(declared: DeclaredContainer, found: Container, image: Image): Found[] {
  const wanted = [
    ...(declared.volumes ?? []).map((v) =>
      mount(v.containerPath ?? '', v.volumeName || v.hostPath || '', v.readOnly ?? false),
    ),
    ...(declared.mounts ?? [])
      .filter(({type}) => type !== 'tmpfs')
      .map((m) => mount(m.target, m.source ?? '', m.readOnly ?? false)),
  ];
  const wantedPaths = [
    ...(declared.volumes ?? []).map((v) => v.containerPath),
    ...(declared.mounts ?? []).map((m) => m.target),
  ];
  // The engine makes a nameless volume for each path that the image wants one for.
  const ofImage = Object.keys(image.Config.Volumes ?? {}).filter((path) => !wantedPaths.includes(path));
  const there = found.Mounts.filter(({Type, Destination}) => Type !== 'tmpfs' && !ofImage.includes(Destination)).map(
    (m) => mount(m.Destination, m.Type === 'volume' ? (m.Name ?? '') : m.Source, !m.RW),
  );
  return [
    ...setDiffers('mount', wanted, there),
    ...mapDiffers('memory file system', {...declared.tmpfs}, {...found.HostConfig.Tmpfs}),
  ];
}

function networks(declared: DeclaredContainer, found: Container): Found[] {
  const wanted = declared.networksAdvanced ?? [];
  const there = found.NetworkSettings.Networks;
  return [
    ...setDiffers(
      'network',
      wanted.map(({name}) => name),
      Object.keys(there),
    ),
    ...wanted.flatMap(({name, aliases = []}) => {
      const known = there[name]?.Aliases ?? [];
      return there[name]
        ? aliases.filter((a) => !known.includes(a)).flatMap((a) => differs(`alias on ${name}`, a, undefined))
        : [];
    }),
  ];
}

function health(declared: DeclaredContainer, found: Container): Found[] {
  const wanted = declared.healthcheck;
  const there = found.Config.Healthcheck;
  if (!wanted) return [];
  const time = (ns: number | undefined) => `${(ns ?? 0) / 1e9} s`;
  return [
    ...differs('health command', words(wanted.tests), words(there?.Test)),
    ...differs('health interval', time(nanoseconds(wanted.interval)), time(there?.Interval)),
    ...differs('health timeout', time(nanoseconds(wanted.timeout)), time(there?.Timeout)),
    ...differs('health start period', time(nanoseconds(wanted.startPeriod)), time(there?.StartPeriod)),
    ...differs('health retries', String(wanted.retries ?? 0), String(there?.Retries ?? 0)),
  ];
}

function limits(declared: DeclaredContainer, {HostConfig: host}: Container): Found[] {
  const mib = (bytes: number | undefined) => `${Math.round((bytes ?? 0) / mebibyte)} MiB`;
  return [
    ...differs('memory', `${declared.memory ?? 0} MiB`, mib(host.Memory)),
    ...(declared.memorySwap === undefined
      ? []
      : differs(
          'memory with swap',
          `${declared.memorySwap} MiB`,
          host.MemorySwap < 0 ? 'unlimited' : mib(host.MemorySwap),
        )),
    ...differs('processors', String(Number(declared.cpus ?? 0)), String(host.NanoCpus / 1e9)),
    ...differs('shared memory', `${declared.shmSize ?? 64} MiB`, mib(host.ShmSize)),
    ...mapDiffers(
      'limit',
      Object.fromEntries((declared.ulimits ?? []).map((u) => [u.name, `${u.soft}:${u.hard}`])),
      Object.fromEntries((host.Ulimits ?? []).map((u) => [u.Name, `${u.Soft}:${u.Hard}`])),
    ),
  ];
}

function hardening(declared: DeclaredContainer, {HostConfig: host, Config: config}: Container): Found[] {
  const yes = (value: boolean | null | undefined) => (value ? 'on' : 'off');
  return [
    ...differs('read-only root', yes(declared.readOnly), yes(host.ReadonlyRootfs)),
    ...differs('privileged', yes(declared.privileged), yes(host.Privileged)),
    ...differs('init process', yes(declared.init), yes(host.Init)),
    ...differs('user', declared.user ?? '', config.User),
    ...setDiffers(
      'dropped capability',
      (declared.capabilities?.drops ?? []).map(capability),
      (host.CapDrop ?? []).map(capability),
    ),
    ...setDiffers(
      'added capability',
      (declared.capabilities?.adds ?? []).map(capability),
      (host.CapAdd ?? []).map(capability),
    ),
    ...setDiffers('security option', (declared.securityOpts ?? []).map(option), (host.SecurityOpt ?? []).map(option)),
    ...setDiffers(
      'device',
      [],
      (host.Devices ?? []).map(({PathOnHost}) => PathOnHost),
    ),
    ...setDiffers('group', [], host.GroupAdd ?? []),
    ...differs('process namespace', undefined, host.PidMode || undefined),
  ];
}

function ports(declared: DeclaredContainer, {HostConfig: host}: Container): Found[] {
  const wanted = (declared.ports ?? []).map(
    (p) => `${p.ip ?? '0.0.0.0'}:${p.external ?? ''} to ${p.internal}/${p.protocol ?? 'tcp'}`,
  );
  const there = Object.entries(host.PortBindings ?? {}).flatMap(([inside, outside]) =>
    (outside ?? []).map(({HostIp, HostPort}) => `${HostIp || '0.0.0.0'}:${HostPort} to ${inside}`),
  );
  return setDiffers('port', wanted, there);
}

/** Everything of a container that is not as its declaration says. Pure. */
export function containerDifferences(declared: DeclaredContainer, found: Container, image: Image): Found[] {
  const {Config: config, HostConfig: host} = found;
  const labels = Object.fromEntries((declared.labels ?? []).map(({label, value}) => [label, value]));
  return [
    ...differs('state', 'running', found.State.Status),
    ...(declared.image.startsWith('sha256:') ? differs('image', declared.image, found.Image) : []),
    ...mapDiffers('env', {...pairs(image.Config.Env), ...pairs(declared.envs)}, pairs(config.Env)),
    ...mapDiffers('label', {...image.Config.Labels, ...labels}, {...config.Labels}),
    ...mounts(declared, found, image),
    ...networks(declared, found),
    ...hardening(declared, found),
    ...health(declared, found),
    ...limits(declared, found),
    ...ports(declared, found),
    ...differs('restart', declared.restart ?? 'no', host.RestartPolicy.Name || 'no'),
    ...differs('host name', declared.hostname ?? config.Hostname, config.Hostname),
    // An entry point of the declaration's own takes the image's command away (docs.docker.com, `docker run`).
    ...differs('command', words(declared.command ?? (declared.entrypoints ? [] : image.Config.Cmd)), words(config.Cmd)),
    ...differs('entry point', words(declared.entrypoints ?? image.Config.Entrypoint), words(config.Entrypoint)),
    ...differs('stop signal', declared.stopSignal ?? image.Config.StopSignal, config.StopSignal || undefined),
    ...(declared.stopTimeout === undefined
      ? []
      : differs('stop timeout', `${declared.stopTimeout} s`, `${config.StopTimeout ?? 10} s`)),
    ...(declared.logDriver === undefined
      ? []
      : [
          ...differs('log driver', declared.logDriver, host.LogConfig.Type),
          ...mapDiffers('log option', {...declared.logOpts}, {...host.LogConfig.Config}),
        ]),
  ];
}
