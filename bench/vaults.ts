import {randomBytes} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {Command} from 'commander';
import {execa} from 'execa';
import {postgres} from '../components/services/postgres';
import {aes} from '../operations/doctor/kernel';
import {machineAt} from '../operations/doctor/machine';
import {ensureImages, resolveImages} from '../operations/images';
import {table} from '../operations/table';
import {asRoot} from '../test/live/as-root';
import {docker} from '../test/live/stack';
import oneAtATime from '../test/one-at-a-time';
import {machine} from './machine';
import {cleanUpOnSignal, runBench, wholeNumber} from './options';
import {
  deviceCounts,
  type Measured,
  pgbenchSaid,
  pgbenchSummary,
  type Slice,
  slicesOf,
  turned,
  type Workload,
  workloads,
} from './pgbench';
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
  // What the service's own server writes, and how.
  const log = (postgres.command ?? [])
    .filter((word) => typeof word === 'string' && word.startsWith('wal_'))
    .flatMap((word) => ['-c', word]);
  docker('run', '--detach', '--name', containerOf(place), ...limits, ...mounts, ...env, image, 'postgres', ...log);
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

/** Starts the next run with nothing left to write, and every page of the data to be written whole into the log once more. */
const checkpoint = (place: string): string =>
  docker('exec', containerOf(place), 'psql', '-XqU', 'postgres', '-c', 'CHECKPOINT');

/** Counts of the block device that holds a folder; of one with several devices, none. Others use that of the native directory too. */
function countsBelow(folder: string): ReturnType<typeof deviceCounts> {
  const file = `/sys/dev/block/${sh('findmnt --noheadings --output MAJ:MIN --target "$1"', folder).trim()}/stat`;
  return deviceCounts(existsSync(file) ? readFileSync(file, 'utf8') : '');
}

async function once(place: string, below: string, words: readonly string[], seconds: number): Promise<Slice> {
  const pgbench = ['pgbench', '-U', 'postgres', '-n', '-T', String(seconds), ...words, 'postgres'];
  const before = countsBelow(below);
  const {stdout} = await execa('docker', ['exec', containerOf(place), ...pgbench], {stdin: 'ignore'});
  const after = countsBelow(below);
  const {tps, transactions} = pgbenchSaid(stdout);
  const each = (what: keyof typeof after): number => (after[what] - before[what]) / transactions;
  return {tps, blocks: each('blocks'), flushes: each('flushes')};
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
  const [cipher] = await aes(machineAt('/'));
  console.log(`AES of the kernel: ${cipher?.found}`);
  console.log(`pgbench: scale ${scale}, ${seconds} s, ${rounds} rounds, shared_buffers of 128 MB, data checksums`);
  // A database of this scale takes 15 MB for each unit, and its log as much again.
  const sizeMiB = Math.max(2048, scale * 40 + 2048);
  const below: Record<string, string> = {};
  for (const [place, make] of Object.entries(places)) {
    const at = make(sizeMiB);
    // A FUSE filesystem has no device of its own.
    below[place] = place === 'gocryptfs' ? `/var/lib/kailash-platform/vaults/${vaultOf(place)}/fs` : at;
    await start(place, at, image, scale);
  }
  const all = Object.keys(places);
  const run = (place: string, words: readonly string[], length: number) =>
    once(place, below[place] ?? '', words, length);
  // Not counted: files of the log are made anew at first and used again later, and a new filesystem still initialises its tables.
  for (const place of all) await run(place, workloads[3].words, Math.min(seconds, 15));
  const none = () => Object.fromEntries(workloads.map(({name}) => [name, []])) as unknown as Record<Workload, Slice[]>;
  const measured = Object.fromEntries(all.map((place) => [place, none()]));
  for (let round = 0; round < rounds; round++) {
    for (const {name, words} of workloads) {
      for (const place of all) checkpoint(place);
      for (const [index, length] of slicesOf(seconds).entries())
        for (const place of turned(all, round + index)) measured[place]?.[name].push(await run(place, words, length));
      const medians = all.map((place) => {
        const latest = (measured[place]?.[name] ?? []).slice(-slicesOf(seconds).length);
        return `${place} ${median(latest.map(({tps}) => tps)).toFixed(0)}`;
      });
      console.log(`round ${round + 1}, ${name}: ${medians.join(', ')}`);
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
