import {gzipSync} from 'node:zlib';
import {expect, test, vi} from 'vitest';
import {doctor, examine} from '../../../operations/doctor';
import {clock, disk, memory, swap} from '../../../operations/doctor/hardware';
import {aes, cgroups, features, memoryMaps} from '../../../operations/doctor/kernel';
import type {Look, Machine} from '../../../operations/doctor/machine';
import {type Needs, usualNeeds} from '../../../operations/doctor/needs';
import {ports} from '../../../operations/doctor/ports';
import {engine, nodeAndPackages, toolchain} from '../../../operations/doctor/software';
import {wsl} from '../../../operations/doctor/wsl';

interface Readings {
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly links?: Readonly<Record<string, string>>;
  /** Answers by the beginning of the command line; a number is the status of a failure. */
  readonly says?: Readonly<Record<string, string | {readonly fails: string}>>;
}

const machine = ({files = {}, links = {}, says = {}}: Readings): Machine => {
  const attempt: Machine['attempt'] = async (...line) => {
    const answer = Object.entries(says).find(([start]) => line.join(' ').startsWith(start))?.[1];
    if (answer === undefined) return {status: 127, output: 'not found'};
    return typeof answer === 'string' ? {status: 0, output: answer} : {status: 1, output: answer.fails};
  };
  const paths = [...Object.keys(files), ...Object.keys(links)];
  return {
    read: (path) => files[path]?.toString(),
    bytes: (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    list: (folder) => [
      ...new Set(
        paths
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''),
      ),
    ],
    link: (path) => links[path],
    exists: (path) => paths.includes(path),
    attempt,
    ask: async (...line) => {
      const {status, output} = await attempt(...line);
      return status === 0 ? output : undefined;
    },
    now: () => new Date('2026-01-02T03:04:05Z'),
  };
};

const only = async (look: Look, readings: Readings) => {
  const [row] = await look(machine(readings));
  return row;
};

const good: Readings = {
  files: {
    '/proc/meminfo': 'MemTotal: 16384000 kB\nMemAvailable: 12288000 kB\n',
    '/proc/sys/vm/max_map_count': '262144\n',
    '/sys/fs/cgroup/cgroup.controllers': 'cpu memory\n',
    '/dev/fuse': '',
    '/proc/cpuinfo': 'flags : fpu aes avx\n',
    '/proc/crypto': 'name : aes\ndriver : aes-aesni\n',
  },
  says: {
    'node --version': 'v24.1.0',
    'node ': '',
    'pulumi version': 'v3.259.0',
    'pulumi plugin ls': 'docker random command tls',
    'docker version': '24.0.7 1.43\n',
    'docker info --format {{.DockerRootDir}}': '/var/lib/docker',
    'docker info --format {{.SystemTime}}': '2026-01-02T03:04:06Z',
    'df ': 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 1 52428800 1% /',
    'stat ': '1700000000',
  },
};

test('a machine with everything has no row in the way and exit status 0', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await doctor({stack: 'none'}, machine(good))).toBe(0);
  expect(print.mock.calls.at(-1)?.[0]).toBe('doctor: `./platform up` can work here');
  print.mockRestore();
  expect((await examine(machine(good), usualNeeds())).filter(({state}) => state !== 'well')).toEqual([]);
});

test('an engine that may not be used is in the way: exit status 1, and JSON says the same', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const locked = machine({...good, says: {...good.says, 'docker version': {fails: 'permission denied'}}});
  expect(await doctor({stack: 'none'}, locked)).toBe(1);
  expect(print.mock.calls.at(-1)?.[0]).toBe(
    'doctor: `./platform up` cannot work here before the row "in the way" is mended',
  );
  expect(await doctor({stack: 'none', json: true}, locked)).toBe(1);
  expect(JSON.parse(print.mock.calls.at(-1)?.[0])).toMatchObject({works: false});
  print.mockRestore();
});

test('an old Node.js and incomplete packages are mended by up', async () => {
  const rows = await nodeAndPackages(machine({says: {'node --version': 'v20.3.0', 'node ': {fails: ''}}}));
  expect(rows).toEqual([
    {subject: 'Node.js', found: 'v20.3.0', needed: '22 or newer', state: 'up mends it', mend: './platform install'},
    {
      subject: 'npm packages',
      found: 'incomplete',
      needed: 'what package-lock.json names',
      state: 'up mends it',
      mend: './platform install',
    },
  ]);
});

test('Pulumi that is missing, or of another version, is mended by up', async () => {
  expect(await only(toolchain, {})).toMatchObject({found: 'none', state: 'up mends it'});
  expect(
    await only(toolchain, {says: {'pulumi version': 'v3.1.0', 'pulumi plugin ls': 'docker random command tls'}}),
  ).toMatchObject({
    found: 'v3.1.0',
    state: 'up mends it',
  });
});

test('an engine that is too old is in the way', async () => {
  expect(await only(engine, {says: {'docker version': '19.03.15 1.40\n'}})).toEqual({
    subject: 'Docker engine',
    found: '19.03.15 (API 1.40)',
    needed: '20.10 or newer (API 1.41)',
    state: 'in the way',
    mend: "upgrade it; Debian 12's docker.io will do",
  });
});

test('an engine that is absent, stopped or out of reach is told apart', async () => {
  vi.stubEnv('DOCKER_HOST', '');
  expect(await only(engine, {})).toMatchObject({found: 'none', state: 'in the way'});
  expect(await only(engine, {files: {'/usr/bin/apt-get': ''}})).toMatchObject({found: 'none', state: 'up mends it'});
  expect(await only(engine, {files: {'/usr/sbin/dockerd': ''}})).toMatchObject({
    found: 'installed, not running',
    state: 'up mends it',
  });
  vi.stubEnv('DOCKER_HOST', 'tcp://engine.example:2376');
  expect(await only(engine, {})).toMatchObject({
    found: 'no answer at tcp://engine.example:2376',
    mend: 'start that engine, or unset DOCKER_HOST',
  });
  vi.unstubAllEnvs();
});

test('too little memory is in the way, memory in use is worth a look', async () => {
  expect(
    await only(memory(usualNeeds()), {files: {'/proc/meminfo': 'MemTotal: 524288 kB\nMemAvailable: 262144 kB\n'}}),
  ).toMatchObject({
    found: '512 MiB, 256 MiB of it free',
    state: 'in the way',
  });
  expect(
    await only(memory(usualNeeds()), {files: {'/proc/meminfo': 'MemTotal: 16777216 kB\nMemAvailable: 262144 kB\n'}}),
  ).toMatchObject({
    state: 'worth a look',
  });
});

test('a full disk is in the way, a remote one is not looked at', async () => {
  const df = (free: number) => ({says: {'df ': `Filesystem Size Used Free\n/dev/sda1 9 9 ${free} 99% /`}});
  expect(await only(disk, df(1024))).toMatchObject({found: '1 MiB free for /var/lib', state: 'in the way'});
  expect(await only(disk, df(4 * 1024 * 1024))).toMatchObject({state: 'worth a look'});
  expect(await only(disk, {})).toMatchObject({found: '/var/lib is not on this machine', state: 'well'});
});

test('the version of control groups is named', async () => {
  expect(await only(cgroups, {})).toMatchObject({found: 'version 1'});
  expect(await only(cgroups, {files: {'/sys/fs/cgroup/cgroup.controllers': ''}})).toMatchObject({found: 'version 2'});
});

test('kernel features come from the packed configuration, loaded modules and device files', async () => {
  const config = gzipSync('CONFIG_DM_CRYPT=y\nCONFIG_BLK_DEV_LOOP=m\n# CONFIG_FS_ENCRYPTION is not set\n');
  expect(await only(features, {files: {'/proc/config.gz': config}})).toMatchObject({
    found: 'dm-crypt: yes, fscrypt: no, FUSE: no, loop devices: yes',
    state: 'well',
  });
  const modules = {
    '/proc/sys/kernel/osrelease': '6.1.0\n',
    '/lib/modules/6.1.0/modules.dep': 'kernel/drivers/md/dm-crypt.ko: kernel/drivers/md/dm-mod.ko\n',
    '/proc/filesystems': 'nodev\tproc\n\tfuse\n',
  };
  expect(await only(features, {files: modules})).toMatchObject({
    found: 'dm-crypt: yes, fscrypt: no, FUSE: yes, loop devices: no',
    state: 'well',
  });
  expect(await only(features, {})).toMatchObject({state: 'worth a look'});
});

test('few memory maps are worth a look: what Elasticsearch does without, and the command that raises them', async () => {
  expect(await only(memoryMaps, {files: {'/proc/sys/vm/max_map_count': '65530\n'}})).toMatchObject({
    found: '65530',
    needed: '262144 for memory-mapped index files of Elasticsearch, which does without',
    state: 'worth a look',
    mend: 'nothing fails; for large indices sudo sysctl -w vm.max_map_count=262144, and node.store.allow_mmap in elasticsearch-node.ts',
  });
});

test('WSL 2 is named with what .wslconfig grants, WSL 1 is in the way, Linux has no such row', async () => {
  const second = {
    '/proc/version': 'Linux version 5.15.90.1-microsoft-standard-WSL2',
    '/mnt/c/Users/ada/.wslconfig': '[wsl2]\r\nmemory=8GB\r\nswap=0\r\n',
  };
  expect(await wsl(usualNeeds())(machine({files: second}))).toMatchObject([
    {found: 'version 2', state: 'well'},
    {subject: '.wslconfig', found: 'memory=8GB, swap=0', state: 'well'},
  ]);
  expect(
    await wsl(usualNeeds())(machine({files: {'/proc/version': 'Linux version 4.4.0-19041-Microsoft'}})),
  ).toMatchObject([{found: 'version 1', state: 'in the way'}, {found: 'none: half of the memory'}]);
  expect(await wsl(usualNeeds())(machine({files: {'/proc/version': 'Linux version 6.1.0'}}))).toEqual([]);
});

test.each([
  ['memory=512MB', 'worth a look'],
  ['memory=32GB', 'well'],
  ['memory=34359738368', 'well'],
  ['memory=1G', 'worth a look'],
  // What it can't read it does not judge.
  ['memory=most of it', 'well'],
  ['processors=1', 'worth a look'],
  ['processors=2', 'well'],
])('.wslconfig with %s is %s', async (line, state) => {
  const files = {'/proc/version': 'microsoft-standard-WSL2', '/mnt/c/Users/ada/.wslconfig': `[wsl2]\n${line}\n`};
  const [, row] = await wsl(usualNeeds())(machine({files}));
  expect(row).toMatchObject({
    subject: '.wslconfig',
    found: line,
    state,
    ...(state !== 'well' && {mend: './platform windows --run raises it; then in Windows: wsl --shutdown'}),
  });
});

test('memory, processors and ports are those of the stack', async () => {
  const needs: Needs = {
    of: 'stack team',
    limitsMiB: 8192,
    memoryMiB: 10240,
    processors: 4,
    ports: [{service: 'postgres', port: 15432}],
  };
  const files = {
    '/proc/version': 'microsoft-standard-WSL2',
    '/proc/meminfo': 'MemTotal: 8388608 kB\nMemAvailable: 8388608 kB\n',
    '/mnt/c/Users/ada/.wslconfig': '[wsl2]\nmemory=8GB # at most\nprocessors=4\n',
  };
  expect(await only(memory(needs), {files})).toMatchObject({
    needed: '10240 MiB for stack team',
    state: 'in the way',
  });
  expect((await wsl(needs)(machine({files})))[1]).toMatchObject({
    found: 'memory=8GB, processors=4',
    needed: '10240 MiB and 4 processors for stack team',
    state: 'worth a look',
  });
  expect(await ports(needs)(machine({}))).toEqual([
    {subject: 'port 15432', needed: 'free for postgres', found: 'free', state: 'well'},
  ]);
});

const tcp = (port: number, inode: number) =>
  `  sl  local_address rem_address   st\n   0: 0100007F:${port.toString(16).toUpperCase()} 00000000:0000 0A 0:0 00:0 0 0 0 ${inode} 1\n`;

test('a port that is taken is named with the process that holds it', async () => {
  const readings = {
    files: {'/proc/net/tcp': tcp(5432, 4711), '/proc/77/comm': 'postgres\n'},
    links: {'/proc/77/fd/5': 'socket:[4711]'},
  };
  expect(await ports(usualNeeds())(machine(readings))).toContainEqual({
    subject: 'port 5432',
    found: 'used by postgres (process 77)',
    needed: 'free for postgres',
    state: 'in the way',
    mend: 'stop it, or give postgres another port: postgres: {port: 15432}',
  });
});

test('a port that our own gateway publishes is well, one of a foreign container is not', async () => {
  const files = {'/proc/net/tcp': tcp(6379, 8)};
  const ours = {files, says: {'docker ps': 'shop-dev-gateway kailash-platform'}};
  expect(await ports(usualNeeds())(machine(ours))).toContainEqual(
    expect.objectContaining({found: 'used by shop-dev-gateway, ours', state: 'well'}),
  );
  const foreign = {files, says: {'docker ps': 'cache '}};
  expect(await ports(usualNeeds())(machine(foreign))).toContainEqual(
    expect.objectContaining({found: 'used by the container cache', state: 'in the way'}),
  );
});

test('a clock before the checkout is in the way, one far from the engine is worth a look', async () => {
  expect(await only(clock, {says: {'stat ': '1900000000'}})).toMatchObject({state: 'in the way'});
  expect(await only(clock, {says: {'docker info': '2026-01-02T04:04:05Z'}})).toMatchObject({
    found: "the engine's is 3600 s off",
    state: 'worth a look',
  });
});

test('swap on a plain disk is worth a look, encrypted or compressed swap is well', async () => {
  const swaps = (device: string) => `Filename Type Size Used Priority\n${device} partition 100 0 -2\n`;
  expect(await only(swap, {files: {'/proc/swaps': swaps('/dev/sda2')}})).toMatchObject({
    found: '/dev/sda2, not encrypted',
    state: 'worth a look',
  });
  const crypt = {
    files: {'/proc/swaps': swaps('/dev/mapper/swap'), '/sys/block/dm-1/dm/uuid': 'CRYPT-PLAIN-swap\n'},
    links: {'/dev/mapper/swap': '../dm-1'},
  };
  expect(await only(swap, crypt)).toMatchObject({found: 'encrypted', state: 'well'});
  expect(await only(swap, {files: {'/proc/swaps': swaps('/dev/zram0')}})).toMatchObject({state: 'well'});
});

test("a kernel that encrypts without the processor's instructions is worth a look", async () => {
  const slow = 'name         : aes\ndriver       : aes-fixed-time\n\nname         : aes\ndriver       : aes-generic\n';
  const fast = `name         : aes\ndriver       : aes-aesni\n\n${slow}`;
  const here = (flags: string, crypto: string) =>
    only(aes, {files: {'/proc/cpuinfo': `processor\t: 0\n${flags}\n`, '/proc/crypto': crypto}});
  expect(await here('flags\t\t: fpu aes avx', slow)).toEqual({
    subject: 'AES',
    found: 'aes-fixed-time, aes-generic',
    needed: "the processor's instructions, for vaults of luks and fscrypt",
    state: 'worth a look',
    mend: 'sudo modprobe aesni_intel (aes_ce_blk on ARM), or a kernel that has it: without, vaults cost PostgreSQL up to half of its commits',
  });
  expect(await here('Features\t: fp asimd aes', slow)).toMatchObject({state: 'worth a look'});
  expect(await here('flags\t\t: fpu aes avx', fast)).toMatchObject({found: 'aes-aesni', state: 'well'});
  expect(await here('flags\t\t: fpu avx vaes', slow)).toMatchObject({
    found: 'aes-fixed-time, aes-generic; the processor has no instructions for it',
    state: 'well',
  });
  expect(await only(aes, {})).toMatchObject({found: 'the kernel does not show it', state: 'well'});
});
