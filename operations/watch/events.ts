import {labelPrefix} from '../../components/core/names';

/** Something that happened in the engine. */
export interface Occurrence {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The service, or the name of a network or volume. */
  readonly service: string;
  readonly text: string;
  /** Whether it can be the cause of an outage. */
  readonly grave: boolean;
}

/** Whose occurrence it is that the engine itself does not answer. */
export const engineItself = 'engine';

/** An event as `docker events --format '{{json .}}'` writes it. */
export interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: {readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>>};
  readonly timeNano: number;
}

type Words = (attributes: Readonly<Record<string, string>>) => string;

const signals: Readonly<Record<string, string>> = {'9': 'SIGKILL', '15': 'SIGTERM', '2': 'SIGINT', '1': 'SIGHUP'};

const exited: Words = ({exitCode = '?'}) =>
  exitCode === '137' ? 'ended: killed (exit status 137)' : `ended (exit status ${exitCode})`;

/** Container events that matter: in words, and whether they can cause an outage. */
const ofContainers: Readonly<Record<string, readonly [Words, boolean]>> = {
  create: [() => 'created', false],
  start: [() => 'started', false],
  restart: [() => 'restarted', true],
  die: [exited, true],
  oom: [() => 'ran out of memory: its limit was reached', true],
  kill: [({signal = ''}) => `was sent ${signals[signal] ?? `signal ${signal}`}`, true],
  stop: [() => 'stopped', true],
  pause: [() => 'paused', true],
  unpause: [() => 'goes on after a pause', false],
  destroy: [() => 'removed', true],
  update: [() => 'limits changed', false],
  rename: [({oldName = '?'}) => `renamed from ${oldName}`, true],
  'health_status: healthy': [() => 'healthy', false],
  'health_status: unhealthy': [() => 'unhealthy', true],
};

const exec = /^exec_(create|start): (.*)$/;

/** Whether a command inside of a container is the engine's own health check is not said; a person's shell is told. */
const shells = /^(\S*\/)?(ba|z|da)?sh( -l| -i)?$/;

const at = ({timeNano}: EngineEvent): number => Math.round(timeNano / 1e6);

function ofContainer(event: EngineEvent): Occurrence | undefined {
  const attributes = event.Actor.Attributes ?? {};
  const service = attributes[`${labelPrefix}.service`] ?? attributes.name ?? '?';
  const entered = exec.exec(event.Action);
  if (entered?.[1] === 'start' && shells.test(entered[2] ?? ''))
    return {at: at(event), service, text: 'somebody opened a shell inside', grave: false};
  const known = ofContainers[event.Action];
  return known ? {at: at(event), service, text: known[0](attributes), grave: known[1]} : undefined;
}

/** An event in words; undefined where it does not matter. `services` are container ids to services. Pure. */
export function inWords(event: EngineEvent, services: ReadonlyMap<string, string> = new Map()): Occurrence | undefined {
  const attributes = event.Actor.Attributes ?? {};
  if (event.Type === 'container') return ofContainer(event);
  const name = attributes.name ?? event.Actor.ID ?? '?';
  if (event.Type === 'network') {
    const service = services.get(attributes.container ?? '') ?? (attributes.container ?? '').slice(0, 12);
    if (event.Action === 'connect') return {at: at(event), service, text: `joined the network ${name}`, grave: false};
    if (event.Action === 'disconnect') return {at: at(event), service, text: `left the network ${name}`, grave: true};
    if (event.Action === 'create' || event.Action === 'destroy')
      return {
        at: at(event),
        service: name,
        text: `network ${event.Action === 'create' ? 'made' : 'removed'}`,
        grave: event.Action === 'destroy',
      };
  }
  if (event.Type === 'volume' && (event.Action === 'create' || event.Action === 'destroy'))
    return {
      at: at(event),
      service: name,
      text: `volume ${event.Action === 'create' ? 'made' : 'removed'}`,
      grave: event.Action === 'destroy',
    };
  return undefined;
}

/** One line for people. */
export const eventLine = ({at: when, service, text}: Occurrence): string =>
  `${new Date(when).toISOString().replace('T', ' ').slice(0, 19)}  ${service.padEnd(13)}  ${text}`;
