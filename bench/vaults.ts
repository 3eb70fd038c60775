import {randomBytes} from 'node:crypto';
import {Command} from 'commander';
import {execa} from 'execa';
import {postgres} from '../components/services/postgres';
import {ensureImages, resolveImages} from '../operations/images';
import {table} from '../operations/table';
import {asRoot} from '../test/live/as-root';
import {docker} from '../test/live/stack';
import oneAtATime from '../test/one-at-a-time';
import {machine} from './machine';
import {cleanUpOnSignal, runBench, wholeNumber} from './options';
import {type Measured, pgbenchSummary, transactionsPerSecond, turned, type Workload, workloads} from './pgbench';
import {median} from './summary';

const folder = '/var/lib/kailash-platform/bench';
const key = randomBytes(32).toString('hex');
const vaultOf = (method: string): string => `bench-${method}`;
const containerOf = (place: string): string => `kailash-bench-${place}`;

const sh = (script: string, ...args: string[]): string => asRoot(['sh', '-ec', script, 'sh', ...args]);

const vault = (words: readonly string[], input = ''): string => asRoot(['host/vault', ...words], input);

/** A place for the database's files: how it is made and where it is then. */
type Place = (sizeMiB: number) => string;

const native: Place = () => {
  sh('mkdir -p "$1/native" && chown 999:999 "$1/native" && chmod 0700 "$1/native"', folder);
  return `${folder}/native`;
};

/** As `host/vault` makes the filesystem below a vault, but in the clear. */
const loop: Place = (sizeMiB) => {
  sh(
    `mkdir -p "$1/loop" && truncate --size "$2M" "$1/backing" && mkfs.ext4 -q -F -b 4096 -m 0 -E nodiscard "$1/backing"
device=$(losetup --find --show "$1/backing") && losetup --direct-io=on "$device" || true
mount -t ext4 -o nosuid,nodev,noatime "$device" "$1/loop" && losetup --detach "$device"
mkdir "$1/loop/data" && chown 999:999 "$1/loop/data" && chmod 0700 "$1/loop/data"`,
    folder,
    String(sizeMiB),
  );
  return `${folder}/loop/data`;
};

const inVault =
  (method: string): Place =>
  (sizeMiB) => {
    const words = ['--method', method, '--size', String(sizeMiB), '--sparse', '--owner', '999:999'];
    vault(['ensure', vaultOf(method), ...words], key);
    return `/var/lib/kailash-platform/open/${vaultOf(method)}/data`;
  };

/** The methods that work here; of the others it is said why not. */
function methods(): string[] {
  const probe = JSON.parse(vault(['probe'])) as {methods: {method: string; works: boolean; reason: string}[]};
  for (const {method, works, reason} of probe.methods) if (!works) console.log(`${method}: not measured, ${reason}`);
  return probe.methods.filter(({works}) => works).map(({method}) => method);
}

async function start(place: string, at: string, image: string, scale: number): Promise<void> {
  const limits = ['--network', 'none', '--user', '999:999', '--memory', '1g', '--shm-size', '128m'];
  const mounts = ['--volume', `${at}:/var/lib/postgresql/data`, '--tmpfs', '/var/run/postgresql:mode=3777'];
  const env = ['--env', 'POSTGRES_HOST_AUTH_METHOD=trust', '--env', 'POSTGRES_INITDB_ARGS=--data-checksums'];
  docker('run', '--detach', '--name', containerOf(place), ...limits, ...mounts, ...env, image);
  const inside = (...words: string[]) =>
    execa('docker', ['exec', containerOf(place), ...words], {reject: false, all: true, stdin: 'ignore'});
  // On its first start the server listens on a socket elsewhere.
  for (const end = Date.now() + 120_000; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    if ((await inside('psql', '-XqU', 'postgres', '-c', 'SELECT 1')).exitCode === 0) break;
    if (Date.now() > end) throw new Error(`bench: PostgreSQL on ${place} does not start`);
  }
  const {exitCode, all} = await inside('pgbench', '-U', 'postgres', '-i', '-q', '-s', String(scale), 'postgres');
  if (exitCode !== 0) throw new Error(`bench: pgbench -i on ${place} failed, got:\n${all}`);
}

async function once(place: string, words: readonly string[], seconds: number): Promise<number> {
  docker('exec', containerOf(place), 'psql', '-XqU', 'postgres', '-c', 'CHECKPOINT');
  const pgbench = ['pgbench', '-U', 'postgres', '-n', '-T', String(seconds), ...words, 'postgres'];
  const {stdout} = await execa('docker', ['exec', containerOf(place), ...pgbench], {stdin: 'ignore'});
  return transactionsPerSecond(stdout);
}

/** Seconds that a vault takes to open, three times. */
function openingTimes(method: string): number[] {
  return [1, 2, 3].map(() => {
    vault(['close', vaultOf(method)]);
    const start = performance.now();
    vault(['open', vaultOf(method)], key);
    return (performance.now() - start) / 1000;
  });
}

async function measure(seconds: number, rounds: number, scale: number): Promise<void> {
  const found = methods();
  const places: Record<string, Place> = {native, loop};
  for (const method of found) places[method] = inVault(method);
  await ensureImages([postgres.image.local], console.log);
  const image = (await resolveImages([postgres.image], 'auto')).get(postgres.image.local) ?? '';
  console.log(machine(docker('version', '--format', '{{.Server.Version}}'), `, ${image}`));
  console.log(`pgbench: scale ${scale}, ${seconds} s, ${rounds} rounds, shared_buffers of 128 MB, data checksums`);
  // A database of this scale takes 15 MB for each unit, and its log as much again.
  const sizeMiB = Math.max(2048, scale * 40 + 2048);
  for (const [place, make] of Object.entries(places)) await start(place, make(sizeMiB), image, scale);
  const none = () => Object.fromEntries(workloads.map(({name}) => [name, []])) as unknown as Record<Workload, number[]>;
  const measured = Object.fromEntries(Object.keys(places).map((place) => [place, none()]));
  for (let round = 0; round < rounds; round++) {
    for (const {name, words} of workloads) {
      for (const place of turned(Object.keys(places), round)) {
        const tps = await once(place, words, seconds);
        measured[place]?.[name].push(tps);
        console.log(`round ${round + 1}, ${name}, ${place}: ${tps.toFixed(0)}`);
      }
    }
  }
  console.log(`\n${pgbenchSummary(measured as Measured)}\n`);
  for (const place of Object.keys(places)) docker('rm', '--force', containerOf(place));
  const rows = found.map((method) => [method, `${median(openingTimes(method)).toFixed(2)} s`]);
  console.log(table(['vault', 'opens in'], rows));
}

/** Removes everything that this or an earlier run left. */
function cleanUp(): void {
  const left = docker('ps', '--all', '--quiet', '--filter', 'name=kailash-bench-').split('\n').filter(Boolean);
  if (left.length > 0) docker('rm', '--force', '--volumes', ...left);
  const vaults = (JSON.parse(vault(['status'])) as {name: string}[]).map(({name}) => name);
  for (const name of vaults.filter((one) => /^bench-(luks|fscrypt|gocryptfs)$/.test(one))) {
    vault(['close', name]);
    vault(['delete', name]);
  }
  sh('! mountpoint -q "$1/loop" || umount "$1/loop"; rm -rf "$1"', folder);
}

async function main(options: {seconds: string; rounds: string; scale: string}): Promise<void> {
  const seconds = wholeNumber('seconds', options.seconds, 3600);
  const rounds = wholeNumber('rounds', options.rounds, 99);
  const scale = wholeNumber('scale', options.scale, 1000);
  await oneAtATime();
  cleanUpOnSignal(cleanUp);
  cleanUp();
  try {
    await measure(seconds, rounds, scale);
  } finally {
    cleanUp();
  }
}

runBench(
  new Command('bench:vaults')
    .description('pgbench on a native directory, a plain loop file and each kind of vault, in turn')
    .option('--seconds <number>', 'how long each run takes', '15')
    .option('--rounds <number>', 'how often everything is measured', '1')
    .option('--scale <number>', 'of pgbench: 100000 rows, 15 MB, for each', '20')
    .action(main),
);
