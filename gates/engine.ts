import {execa} from 'execa';

/** What the gate asks the engine about a container. */
export interface Engine {
  readonly state: (container: string) => Promise<ContainerState>;
  /** The last lines of its log, both streams in the order of their times. */
  readonly logs: (container: string, lines: number) => Promise<string>;
}

/** How a container is: `ready` may be asked, `waiting` will be, `lost` needs a person or an `up`. */
export type ContainerState =
  | {readonly kind: 'ready'}
  | {readonly kind: 'waiting'; readonly why: string}
  | {readonly kind: 'lost'; readonly why: string};

interface Inspected {
  readonly Status: string;
  readonly ExitCode: number;
  readonly OOMKilled: boolean;
  readonly Error: string;
  readonly Health?: {
    readonly Status: string;
    readonly Log?: readonly {readonly ExitCode: number; readonly Output: string}[] | null;
  } | null;
}

/** Reads the `State` of `docker inspect`. */
export function stateOf(state: Inspected): ContainerState {
  if (state.Status === 'restarting') return {kind: 'waiting', why: `container restarting (${exitOf(state)})`};
  if (state.Status === 'created') return {kind: 'waiting', why: 'container not started yet'};
  if (state.Status === 'paused') return {kind: 'lost', why: 'container paused'};
  if (state.Status !== 'running') return {kind: 'lost', why: `container ${state.Status} (${exitOf(state)})`};
  if (state.Health?.Status === 'starting') return {kind: 'waiting', why: 'container running, not healthy yet'};
  if (state.Health?.Status !== 'unhealthy') return {kind: 'ready'};
  const said = state.Health.Log?.at(-1)?.Output.trim().split('\n').at(-1)?.slice(0, 200);
  return {kind: 'lost', why: `container unhealthy${said === undefined || said === '' ? '' : `: ${said}`}`};
}

function exitOf({ExitCode, OOMKilled, Error: error}: Inspected): string {
  const reasons = [
    `exit status ${ExitCode}`,
    ...(OOMKilled ? ['memory limit reached'] : []),
    ...(error === '' ? [] : [error]),
  ];
  return reasons.join(', ');
}

const options = {reject: false, timeout: 30_000, stdin: 'ignore'} as const;

/** The engine that the `docker` command talks to. */
export const docker: Engine = {
  async state(container) {
    const args = ['inspect', '--type', 'container', '--format', '{{json .State}}', container];
    const {exitCode, stdout, stderr} = await execa('docker', args, options);
    if (exitCode === 0) return stateOf(JSON.parse(stdout) as Inspected);
    if (/no such (container|object)/i.test(stderr)) return {kind: 'lost', why: 'container does not exist'};
    return {
      kind: 'waiting',
      why: `engine does not answer: ${stderr.trim().split('\n').at(-1) || 'docker did not run'}`,
    };
  },
  async logs(container, lines) {
    const {all} = await execa('docker', ['logs', '--tail', String(lines), container], {...options, all: true});
    return all ?? '';
  },
};
