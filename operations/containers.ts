import {execa} from 'execa';
import {UserError} from '../components/core/errors';
import {labelPrefix, type StackName} from '../components/core/names';

/** Runs `docker` and gives its output. @throws UserError with the engine's own words */
export async function docker(...args: readonly string[]): Promise<string> {
  const {exitCode, stdout, stderr} = await execa('docker', args, {reject: false, stdin: 'ignore', timeout: 120_000});
  if (exitCode === 0) return stdout;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  if (/cannot connect to the docker daemon|error during connect/i.test(stderr))
    throw new UserError(
      `engine: does not answer, got ${JSON.stringify(said)}; start it (./platform install) or set DOCKER_HOST`,
    );
  throw new UserError(`engine: docker ${args[0]} failed, got ${JSON.stringify(said)}`);
}

/** The labels of what belongs to a stack, as `name=value`. */
export const labelsOf = ({project, stack}: StackName): string[] => [
  `${labelPrefix}.project=${project}`,
  `${labelPrefix}.stack=${stack}`,
];

/** The filters that find what belongs to a stack. */
export const filtersOf = (name: StackName): string[] =>
  labelsOf(name).flatMap((label) => ['--filter', `label=${label}`]);

/** A container as `docker ps` lists it. */
export interface Listed {
  readonly name: string;
  /** created, running, restarting, exited, paused, dead */
  readonly state: string;
  /** In words, for example `Up 2 minutes (healthy)`. */
  readonly status: string;
}

/** The containers of a stack, stopped ones included. */
export async function containersOf(name: StackName): Promise<Listed[]> {
  const lines = await docker('ps', '--all', ...filtersOf(name), '--format', '{{.Names}}\t{{.State}}\t{{.Status}}');
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [container = '', state = '', status = ''] = line.split('\t');
      return {name: container, state, status};
    });
}

/** The names of a stack's volumes. */
export async function volumesOf(name: StackName): Promise<string[]> {
  return (await docker('volume', 'ls', '-q', ...filtersOf(name))).split('\n').filter(Boolean);
}

/** The last lines that a container wrote, indented. */
export async function lastLines(container: string, lines = 8): Promise<string> {
  const {all} = await execa('docker', ['logs', '--tail', String(lines), container], {
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  return (all ?? '').replace(/^/gm, '  | ');
}
