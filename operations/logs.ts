import {createInterface} from 'node:readline';
import {setTimeout as wait} from 'node:timers/promises';
import {execa} from 'execa';
import {UserError} from '../components/core/errors';
import {labelPrefix} from '../components/core/names';
import {masked} from '../probes/reason';
import {docker, filtersOf} from './containers';
import {type Deployed, deployedIn, types} from './deployment';
import {openStack, type Session} from './session';

export interface LogsOptions {
  readonly stack: string;
  readonly since: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** A line of a container's log. */
export interface LogLine {
  readonly at: string;
  readonly service: string;
  readonly text: string;
}

/** How long a container that ended is waited for before it is asked again. */
const followMs = 2_000;

/** Shorter ones would mask harmless text. */
const shortest = 8;

/** Every password and private key that a state knows, a key line by line as logs have it. Pure. */
export function secretsIn(resources: readonly Deployed[]): string[] {
  return resources
    .flatMap(({type, outputs}) =>
      type === types.password
        ? [String(outputs.result)]
        : type === 'tls:index/privateKey:PrivateKey'
          ? [outputs.privateKeyPem, outputs.privateKeyPemPkcs8].flatMap((pem) => String(pem ?? '').split('\n'))
          : [],
    )
    .filter((text) => text.length >= shortest && !text.startsWith('-----'));
}

/** Reads a line that `docker logs --timestamps` wrote. Pure. */
export function readLine(service: string, line: string, secrets: readonly string[]): LogLine {
  const [, at = '', text = line] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ?(.*)$/.exec(line) ?? [];
  return {at, service, text: masked(text, secrets)};
}

/** One line for people. */
export const logLine = ({at, service, text}: LogLine, width: number): string =>
  `${at.replace('T', ' ').slice(0, 23)}  ${service.padEnd(width)}  ${text}`;

async function containersIn({name}: Session): Promise<Map<string, string>> {
  const format = `{{.Label "${labelPrefix}.service"}}\t{{.Names}}`;
  const lines = await docker('ps', '--all', ...filtersOf(name), '--format', format);
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t') as [string, string])
      .sort(),
  );
}

/** What `docker` itself says on standard error; lines of a container begin with their time. */
const ofDocker = /^(Error|Cannot connect|error during connect)/;

/** The container's log, both streams, line by line. @returns what `docker` itself said where it could not read it */
async function read(
  container: string,
  {since, follow}: Pick<LogsOptions, 'since' | 'follow'>,
  onLine: (line: string) => void,
): Promise<string | undefined> {
  const args = ['logs', '--timestamps', '--since', since, ...(follow ? ['--follow'] : []), container];
  const child = execa('docker', args, {reject: false, stdin: 'ignore', buffer: false});
  let said = '';
  const lines = [child.stdout, child.stderr].map(async (stream) => {
    for await (const line of createInterface({input: stream})) {
      if (ofDocker.test(line)) said = line;
      else onLine(line);
    }
  });
  const [{exitCode}] = await Promise.all([child, ...lines]);
  return exitCode === 0 ? undefined : said;
}

/** Goes on with what a container writes, also after it ended: `docker logs --follow` ends with it. */
export async function readOn(
  service: string,
  container: string,
  since: string,
  onLine: (line: string) => void,
): Promise<never> {
  let last = since;
  let told = false;
  for (;;) {
    const from = last;
    const said = await read(container, {since: from, follow: true}, (line) => {
      const at = line.slice(0, line.indexOf(' '));
      if (at === from) return;
      last = at;
      told = false;
      onLine(line);
    });
    if (!told) console.error(`logs: ${service}: ${said ?? 'its container ended'}; goes on when it is back`);
    told = true;
    await wait(followMs);
  }
}

/** What `docker logs --since` takes: a length back from now or a time (docs.docker.com/reference/cli/docker/container/logs). */
function checkSince(text: string): void {
  const isTime = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isTime || /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return;
  throw new UserError(
    `logs --since: neither a length nor a time, got ${JSON.stringify(text)}; write it like 90s, 10m, 24h or 2026-11-30T09:00:00Z`,
  );
}

/** `./platform logs [service]`: what the containers wrote, by time, with secrets masked. */
export async function logs(service: string | undefined, options: LogsOptions): Promise<number> {
  checkSince(options.since);
  const session = await openStack(options.stack);
  const all = await containersIn(session);
  if (all.size === 0)
    throw new UserError(`logs: stack ${options.stack} has no containers; run ./platform up --stack ${options.stack}`);
  const chosen = service === undefined ? [...all] : [...all].filter(([name]) => name === service);
  if (chosen.length === 0)
    throw new UserError(
      `logs: no such service, got ${JSON.stringify(service)}; choose one of ${[...all.keys()].join(', ')}`,
    );
  const secrets = secretsIn(await deployedIn(session));
  const width = Math.max(...chosen.map(([name]) => name.length));
  const say = (line: LogLine) => console.log(options.json ? JSON.stringify(line) : logLine(line, width));
  const held: LogLine[] = [];
  await Promise.all(
    chosen.map(async ([name, container]) => {
      if (options.follow)
        return await readOn(name, container, options.since, (line) => say(readLine(name, line, secrets)));
      const said = await read(container, options, (line) => held.push(readLine(name, line, secrets)));
      if (said !== undefined)
        throw new UserError(`logs: ${name}: can't be read, got ${JSON.stringify(said)}; run ./platform status`);
    }),
  );
  for (const line of held.sort((a, b) => a.at.localeCompare(b.at))) say(line);
  return 0;
}
