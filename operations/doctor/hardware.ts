import type {Look, Machine} from './machine';
import type {Needs} from './needs';

const meminfo = (machine: Machine, key: string): number =>
  Math.floor(
    Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(machine.read('/proc/meminfo') ?? '')?.[1] ?? 0) / 1024,
  );

/** Memory, of the machine and free. */
export const memory =
  ({of, memoryMiB, limitsMiB}: Needs): Look =>
  (machine) => {
    const total = meminfo(machine, 'MemTotal');
    const available = meminfo(machine, 'MemAvailable');
    const state = total < memoryMiB ? 'in the way' : available < limitsMiB ? 'worth a look' : 'well';
    const mend =
      total < memoryMiB ? 'add memory, or turn a service off' : 'end what uses the memory, or turn a service off';
    return [
      {
        subject: 'memory',
        found: `${total} MiB, ${available} MiB of it free`,
        needed: `${memoryMiB} MiB for ${of}`,
        state,
        ...(state !== 'well' && {mend}),
      },
    ];
  };

const diskNeededMiB = 2048;
const diskForBuildsMiB = 10_240;

/** Room where the engine keeps images and volumes. */
export const disk: Look = async (machine) => {
  const folder = (await machine.ask('docker', 'info', '--format', '{{.DockerRootDir}}')) || '/var/lib';
  const line = (await machine.ask('df', '-Pk', folder))?.split('\n').at(-1)?.trim().split(/\s+/);
  const needed = `${diskNeededMiB} MiB; ${diskForBuildsMiB} MiB where Pulumi and images are built here`;
  if (!line?.[3]) return [{subject: 'disk', found: `${folder} is not on this machine`, needed, state: 'well'}];
  const free = Math.floor(Number(line[3]) / 1024);
  const state = free < diskNeededMiB ? 'in the way' : free < diskForBuildsMiB ? 'worth a look' : 'well';
  const mend = 'make room; docker system df shows what the engine holds';
  return [{subject: 'disk', found: `${free} MiB free for ${folder}`, needed, state, ...(state !== 'well' && {mend})}];
};

const driftSecondsAllowed = 5;

/** Certificates and tokens depend on the time: the engine's against ours, and ours against the files of the checkout. */
export const clock: Look = async (machine) => {
  const now = machine.now();
  const asked = await machine.ask('docker', 'info', '--format', '{{.SystemTime}}');
  const engineTime = asked ? Date.parse(asked) : Number.NaN;
  const newest = Number((await machine.ask('stat', '-c', '%Y', 'package-lock.json')) ?? 0) * 1000;
  const base = {subject: 'clock', needed: `right, within ${driftSecondsAllowed} s of the engine's`};
  if (newest > now.getTime() + 60_000)
    return [
      {
        ...base,
        found: `${now.toISOString()}, before files of this checkout were written`,
        state: 'in the way',
        mend: 'set the clock; under WSL: sudo hwclock -s',
      },
    ];
  const drift = Math.abs(engineTime - now.getTime()) / 1000;
  if (drift > driftSecondsAllowed)
    return [
      {
        ...base,
        found: `the engine's is ${drift.toFixed(0)} s off`,
        state: 'worth a look',
        mend: 'set both clocks; under WSL: sudo hwclock -s',
      },
    ];
  const compared = Number.isNaN(drift) ? '' : ', as the engine says';
  return [{...base, found: `${now.toISOString().slice(0, 19)}Z${compared}`, state: 'well'}];
};

const encrypted = (machine: Machine, device: string): boolean => {
  const name = (machine.link(device) ?? device).split('/').at(-1) ?? '';
  return /^zram/.test(name) || (machine.read(`/sys/block/${name}/dm/uuid`) ?? '').startsWith('CRYPT-');
};

/** Secrets are kept in memory; swap on a disk could write them down. */
export const swap: Look = (machine) => {
  const devices = (machine.read('/proc/swaps') ?? '')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/)[0] ?? '');
  const plain = devices.filter((device) => device && !encrypted(machine, device));
  const needed = 'none, or encrypted';
  if (plain.length === 0)
    return [{subject: 'swap', found: devices.length > 0 ? 'encrypted' : 'none', needed, state: 'well'}];
  return [
    {
      subject: 'swap',
      found: `${plain.join(', ')}, not encrypted`,
      needed,
      state: 'worth a look',
      mend: 'swapoff it or encrypt it: what is in memory, secrets included, may be written there',
    },
  ];
};
