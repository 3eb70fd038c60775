import {gunzipSync} from 'node:zlib';
import type {Look, Machine} from './machine';

/** Which generation of control groups; both work. */
export const cgroups: Look = (machine) => [
  {
    subject: 'cgroups',
    found: machine.exists('/sys/fs/cgroup/cgroup.controllers') ? 'version 2' : 'version 1',
    needed: 'version 1 or 2',
    state: 'well',
  },
];

const release = (machine: Machine): string => (machine.read('/proc/sys/kernel/osrelease') ?? '').trim();

/** The kernel's configuration, as far as the machine shows it. */
const configuration = (machine: Machine): string => {
  const packed = machine.bytes('/proc/config.gz');
  return packed ? gunzipSync(packed).toString() : (machine.read(`/boot/config-${release(machine)}`) ?? '');
};

const hasModule = (machine: Machine, name: string): boolean =>
  machine.exists(`/sys/module/${name.replaceAll('-', '_')}`) ||
  ['modules.dep', 'modules.builtin'].some((file) =>
    (machine.read(`/lib/modules/${release(machine)}/${file}`) ?? '').includes(`/${name}.ko`),
  );

/** What the kernel can do for encrypted volumes. One of three ways is enough. */
export const features: Look = (machine) => {
  const config = configuration(machine);
  const configured = (option: string) => new RegExp(`^${option}=[ym]$`, 'm').test(config);
  const found: Readonly<Record<string, boolean>> = {
    'dm-crypt': hasModule(machine, 'dm-crypt') || configured('CONFIG_DM_CRYPT'),
    fscrypt: machine.exists('/sys/fs/ext4/features/encryption') || configured('CONFIG_FS_ENCRYPTION'),
    FUSE: machine.exists('/dev/fuse') || /\bfuse$/m.test(machine.read('/proc/filesystems') ?? ''),
    'loop devices': machine.exists('/dev/loop-control') || configured('CONFIG_BLK_DEV_LOOP'),
  };
  const way = (found['dm-crypt'] && found['loop devices']) || (found.fscrypt && found['loop devices']) || found.FUSE;
  const text = Object.entries(found)
    .map(([name, there]) => `${name}: ${there ? 'yes' : 'no'}`)
    .join(', ');
  return [
    {
      subject: 'kernel',
      found: text,
      needed: 'for encrypted volumes: loop devices with dm-crypt or fscrypt, or FUSE',
      state: way ? 'well' : 'worth a look',
      ...(!way && {mend: 'install a kernel with one of them; until then the stack works without encryption only'}),
    },
  ];
};

/**
 * Whether the kernel encrypts with the processor's own instructions, which are some thirty times as fast. dm-crypt and fscrypt encrypt with the
 * kernel's AES; gocryptfs and TLS bring their own.
 */
export const aes: Look = (machine) => {
  const base = {subject: 'AES', needed: "the processor's instructions, for vaults of luks and fscrypt"};
  const drivers = [...(machine.read('/proc/crypto') ?? '').matchAll(/^name\s*: aes\ndriver\s*: (\S+)$/gm)].map(
    ([, driver = '']) => driver,
  );
  if (drivers.length === 0) return [{...base, found: 'the kernel does not show it', state: 'well'}];
  const fast = drivers.filter((driver) => !['aes-fixed-time', 'aes-generic'].includes(driver));
  if (fast.length > 0) return [{...base, found: fast.join(', '), state: 'well'}];
  const found = drivers.join(', ');
  if (!/^(flags|Features)\s*:.* aes( |$)/m.test(machine.read('/proc/cpuinfo') ?? ''))
    return [{...base, found: `${found}; the processor has no instructions for it`, state: 'well'}];
  return [
    {
      ...base,
      found,
      state: 'worth a look',
      mend: 'sudo modprobe aesni_intel (aes_ce_blk on ARM), or a kernel that has it: without, vaults cost PostgreSQL up to half of its commits',
    },
  ];
};

const mapsNeeded = 262_144;

/** What Elasticsearch wants for index files in memory maps; without them, as its definition has it, it starts with fewer. */
export const memoryMaps: Look = (machine) => {
  const maps = Number((machine.read('/proc/sys/vm/max_map_count') ?? '0').trim());
  const row = {
    subject: 'vm.max_map_count',
    found: String(maps),
    needed: `${mapsNeeded} for memory-mapped index files of Elasticsearch, which does without`,
  };
  if (maps >= mapsNeeded) return [{...row, state: 'well'}];
  const raise = `sudo sysctl -w vm.max_map_count=${mapsNeeded}`;
  const mend = `nothing fails; for large indices ${raise}, and node.store.allow_mmap in elasticsearch-node.ts`;
  return [{...row, state: 'worth a look', mend}];
};
