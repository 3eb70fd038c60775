import type * as docker from '@pulumi/docker';
import type {Definition, Exception, Limits, Value} from '../../core/definition';
import {labelPrefix, ownerLabels, physicalName, type StackName} from '../../core/names';
import {fill, type Places} from '../../core/template';
import {filesFolder} from './delivery';

/** What of a container's arguments is known before anything exists. */
export interface ContainerPlan {
  readonly stack: StackName;
  readonly definition: Definition;
  readonly limits: Limits;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether others start only when it is healthy; the health gate waits for all. */
  readonly needed: boolean;
  /** Ports published on 127.0.0.1. */
  readonly publish: readonly {readonly internal: number; readonly external: number}[];
}

/** Capabilities as the daemon writes them back, sorted: any other spelling would replace the container at every `up`. */
const capabilities = ({relax}: Definition) => ({
  drops: ['ALL'],
  ...(relax?.capabilities ? {adds: [...relax.capabilities.adds].sort()} : {}),
});

const envLine = (name: string, value: Value, places: Places): string => {
  if ('literal' in value) return `${name}=${value.literal}`;
  if ('secretFile' in value) return `${name}=/run/secrets/${value.secretFile}`;
  return `${name}=${fill(value.template, places)}`;
};

/** Processors as the provider reads them back from the engine: `1` would come back as `1.0`. */
export const cpusText = (cpus: number): string => (Number.isInteger(cpus) ? cpus.toFixed(1) : String(cpus));

/** Folders of files that the service has, mounted below `/run`. */
export function mountedFolders({tls, files, env}: Definition): string[] {
  const secretFiles = Object.values(env).some((value) => 'secretFile' in value);
  return [...(files.length > 0 ? ['config'] : []), ...(secretFiles ? ['secrets'] : []), ...(tls ? ['tls'] : [])];
}

/** Exceptions in the form that `policies/README.md` describes. */
export const exceptionLabels = (exceptions: readonly Exception[] = []): Record<string, string> =>
  Object.fromEntries(
    exceptions.map(({policy, reason, owner, until}) => [
      `${labelPrefix}.policy-exception.${policy}`,
      `reason=${reason}; owner=${owner}; until=${until}`,
    ]),
  );

function labels({stack, definition}: ContainerPlan): {label: string; value: string}[] {
  const all = {
    ...ownerLabels(stack, definition.name),
    [`${labelPrefix}.needs`]: [
      ...definition.needs,
      ...(definition.joins ?? []),
      ...(definition.companions ?? []).map(({name}) => name),
    ].join(','),
    [`${labelPrefix}.purpose`]: definition.purpose,
    [`${labelPrefix}.tls`]: definition.tls ? Object.values(definition.ports).join(',') : 'off',
    ...exceptionLabels(definition.relax?.exceptions),
  };
  return Object.entries(all).map(([label, value]) => ({label, value}));
}

/** Everything of a container but image, networks, volumes of data and revision: pure, the same for every service. */
export function containerArgs(plan: ContainerPlan) {
  const {stack, definition, limits, settings} = plan;
  const {health, relax} = definition;
  const places = {settings, limits};
  const folder = filesFolder(physicalName(stack), definition.name);
  return {
    name: physicalName(stack, definition.name),
    hostname: definition.name,
    user: definition.user,
    envs: Object.entries(definition.env).map(([name, value]) => envLine(name, value, places)),
    ...(definition.entrypoint ? {entrypoints: [...definition.entrypoint]} : {}),
    ...(definition.command ? {command: definition.command.map((word) => fill(word, places))} : {}),
    capabilities: capabilities(definition),
    securityOpts: ['no-new-privileges=true'],
    readOnly: relax?.writableRoot === undefined,
    privileged: false,
    init: true,
    memory: limits.memoryMiB,
    memorySwap: limits.memoryMiB,
    cpus: cpusText(limits.cpus),
    shmSize: definition.shmMiB ?? 64,
    ulimits: [
      // A daemon can't give more than it has itself (RLIMIT_NOFILE, getrlimit(2)); 16384 is a bound that daemons have.
      {name: 'nofile', soft: 16384, hard: 16384},
      {name: 'nproc', soft: 4096, hard: 4096},
    ],
    restart: 'unless-stopped',
    logDriver: 'json-file',
    logOpts: {'max-size': '10m', 'max-file': '3'},
    ...(definition.tmpfs ? {tmpfs: {...definition.tmpfs}} : {}),
    healthcheck: {
      tests: [...health.command],
      interval: health.interval,
      timeout: health.timeout,
      retries: health.retries,
      startPeriod: health.startPeriod,
    },
    ports: plan.publish.map(({internal, external}) => ({internal, external, ip: '127.0.0.1', protocol: 'tcp'})),
    volumes: mountedFolders(definition).map((name) => ({
      hostPath: `${folder}/${name}`,
      containerPath: `/run/${name}`,
      readOnly: true,
    })),
    labels: labels(plan),
    ...(definition.stopSignal ? {stopSignal: definition.stopSignal} : {}),
    stopTimeout: definition.graceSeconds,
    destroyGraceSeconds: definition.graceSeconds,
    mustRun: true,
    wait: plan.needed,
    ...(plan.needed ? {waitTimeout: health.startTimeoutSeconds} : {}),
  } satisfies Partial<docker.ContainerArgs>;
}
