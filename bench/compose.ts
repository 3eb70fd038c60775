import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {Command} from 'commander';
import {execa} from 'execa';
import {services} from '../components/services';
import {asRoot} from '../test/live/as-root';
import {docker, LiveStack, root} from '../test/live/stack';
import oneAtATime from '../test/one-at-a-time';
import {type Container, composeFile, type Network} from './compose-file';
import {machine} from './machine';
import {chosenServices, cleanUpOnSignal, runBench, wholeNumber} from './options';
import {type Round, steps, summary} from './summary';

const minutes = 60_000;
const ours = new LiveStack('bench');
/** Only its names and its way of cleaning up are used: Compose makes what is in it. */
const theirs = new LiveStack('bench-compose');

/** Runs a program and gives its seconds; its output is shown only where it fails. */
async function seconds(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now();
  const options = {cwd: root, env, extendEnv: false, reject: false, all: true, stdin: 'ignore'} as const;
  const {failed, all} = await execa(command, args, {...options, timeout: 20 * minutes});
  if (failed) throw new Error(`bench: ${command} ${args.join(' ')} failed, got:\n${all}`);
  return (performance.now() - start) / 1000;
}

/** One round: from nothing, with nothing to do, and with one container gone. */
async function round(up: () => Promise<number>, container: string): Promise<Round> {
  const first = await up();
  const unchanged = await up();
  docker('rm', '--force', container);
  return {'first up': first, 'unchanged up': unchanged, repair: await up()};
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Writes down the running stack as a compose file, its files copied in memory, and gives the file's path. */
function copied(): string {
  const {containers, networks} = ours.inEngine();
  const text = composeFile(
    JSON.parse(docker('inspect', ...containers)) as Container[],
    JSON.parse(docker('network', 'inspect', ...networks)) as Network[],
    {project: theirs.named(), stack: theirs.stack, files: {from: ours.filesFolder, to: theirs.filesFolder}},
  );
  asRoot(['cp', '-a', ours.filesFolder, theirs.filesFolder]);
  const path = join(theirs.home, 'compose.json');
  writeFileSync(path, text, {mode: 0o600});
  return path;
}

async function measure(rounds: number, names: readonly string[]): Promise<void> {
  const settings: Record<string, unknown> = {};
  for (const name of Object.keys(services)) settings[name] = {enabled: names.includes(name), port: await freePort()};
  const compose = execFileSync(join(__dirname, 'docker-compose/build'), {encoding: 'utf8'}).trim();
  await theirs.prepare();
  await ours.prepare(settings);
  const peer = execFileSync(compose, ['version', '--short'], {encoding: 'utf8'}).trim();
  console.log(machine(docker('version', '--format', '{{.Server.Version}}'), `, Compose ${peer}`));

  const oursUp = () => seconds(join(root, 'platform'), ['up', '--stack', ours.stack], ours.environment());
  console.log(`images and compose file: ready after ${(await oursUp()).toFixed(1)} s`);
  const file = copied();
  const theirWords = ['--file', file];
  const theirUp = () => seconds(compose, [...theirWords, 'up', '--detach', '--wait'], theirs.environment());
  const [first = 'postgres'] = names;

  const measured: Record<'platform' | 'compose', Round[]> = {platform: [], compose: []};
  const sides = {
    platform: async () => {
      await ours.prepare(settings);
      measured.platform.push(await round(oursUp, ours.named(first)));
      ours.clean();
    },
    compose: async () => {
      measured.compose.push(await round(theirUp, theirs.named(first)));
      await seconds(compose, [...theirWords, 'down', '--volumes'], theirs.environment());
    },
  };
  ours.clean();
  for (let number = 1; number <= rounds; number++) {
    // Who comes second may find caches warm, so they take turns.
    const order = number % 2 === 1 ? (['platform', 'compose'] as const) : (['compose', 'platform'] as const);
    for (const side of order) {
      await sides[side]();
      const last = measured[side].at(-1);
      console.log(
        `round ${number}, ${side}: ${steps.map((step) => `${step} ${last?.[step].toFixed(1)} s`).join(', ')}`,
      );
    }
  }
  console.log(`\n${summary(measured.platform, measured.compose)}`);
  console.log('\nup of the platform also checks its policies, sets up roles and asks each service through its client;');
  console.log('that of Compose ends when the health checks pass.');
}

function cleanUp(): void {
  ours.clean();
  theirs.clean();
}

async function main(options: {rounds: string; services: string}): Promise<void> {
  const rounds = wholeNumber('rounds', options.rounds, 99);
  const names = chosenServices(options.services);
  await oneAtATime();
  cleanUpOnSignal(cleanUp);
  try {
    await measure(rounds, names);
  } finally {
    cleanUp();
  }
}

runBench(
  new Command('bench')
    .description(
      'times ./platform up and docker compose up --wait on the same images, limits, networks and health checks',
    )
    .option('--rounds <number>', 'how often everything is measured', '3')
    .option('--services <names>', `of ${Object.keys(services).join(', ')}`, 'postgres,redis')
    .action(main),
);
