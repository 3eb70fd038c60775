import {existsSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ensureImages, localTag} from '../../operations/images';
import {useToolchain} from '../engine/toolchain';
import {docker} from './stack';
import {built, Machine, type Steps, sh} from './vm/machine';

/** Emulated, the longest step is the first `up`: minutes on a machine at rest. */
const longestSilenceMs = 2_400_000;

const images = ['postgres', 'redis', 'haproxy'];
const cacheInside = '/root/.cache/kailash-platform';

/** A disk with Debian, Docker, the checkout, and what the door and the stack would download. */
async function makeDisk(work: string): Promise<string> {
  const toolchain = useToolchain();
  const node = resolve(toolchain, '../../node');
  if (!existsSync(node))
    throw new Error('reboot: the machine gets the Node.js of the cache; run ./platform install --from-registries');
  await ensureImages(images, console.log);
  const [stage, disk] = [join(work, 'stage'), join(work, 'disk')];
  sh('cp -a --reflink=auto "$1" "$2"', built('build-root.sh'), stage);
  sh(
    'mkdir "$1/checkout" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp -a --parents -t "$1/checkout"',
    stage,
  );
  sh('mkdir "$1/scenario" && cp test/live/vm/{say,play}.sh test/live/vm/engine/{init,*.sh} "$1/scenario"', stage);
  docker('save', '--output', join(stage, 'images.tar'), ...images.map(localTag));
  const mounted = {
    [resolve('node_modules')]: '/checkout/node_modules',
    [node]: `${cacheInside}/node`,
    [toolchain]: `${cacheInside}/toolchain/${basename(toolchain)}`,
  };
  // Mounted for this command only, so that nothing is copied twice.
  const script = `stage=$1 disk=$2; shift 2
    while [ $# -gt 0 ]; do mkdir -p "$stage$2"; mount --bind "$1" "$stage$2"; shift 2; done
    mke2fs -q -t ext4 -L system -d "$stage" "$disk" 16G`;
  sh('unshare --mount bash -ec "$@"', script, 'sh', stage, disk, ...Object.entries(mounted).flat());
  sh('rm -r "$1"', stage);
  return disk;
}

describe('a stack in a machine of its own, without a network', () => {
  let machine: Machine;
  let before: Steps;
  let after: Steps;

  beforeAll(async () => {
    machine = new Machine('reboot', {init: 'test/live/vm/init'});
    const disk = await makeDisk(machine.work);
    const boot = (scenario: string, onStep: (name: string, said: string, seconds: number) => void) =>
      machine.boot({scenario, disks: [disk], memoryMiB: 4096, longestSilenceMs, onStep});
    before = await boot('before', (name, said, seconds) =>
      console.log(`first start: ${name} ended with ${said.split('|')[0]} at ${seconds.toFixed(1)} s`),
    );
    after = await boot('after', (name, said, seconds) => {
      if (name !== 'up') return;
      const end = said.startsWith('0|') ? 'green gate' : 'an up that failed';
      console.log(`power to ${end}, emulated: ${seconds.toFixed(1)} s`);
    });
  }, 9_000_000);
  afterAll(() => machine?.remove());

  test('comes up with what is on the disk, encrypted by the kernel', () => {
    expect(before.get('install')).toMatch(/^0\|.*engine: Docker .* done in /);
    expect(before.get('up'), before.get('health')).toMatch(/^0\|.* ready after /);
    expect(before.get('crypt')).toBe('0|kailash-kailash-dev-postgres-data / kailash-kailash-dev-redis-data');
    expect(before.get('write')).toMatch(/^0\|redis: MARKER.* postgres: MARKER/);
  });

  test('after a sudden reboot, one command starts the engine, opens the vaults, and the data are there', () => {
    expect(after.get('engine')).toMatch(/^1\|.*Cannot connect to the Docker daemon/);
    expect(after.get('vaults')).toMatch(/"state": "closed".*"state": "closed"/);
    expect(after.get('vaults')).not.toContain('"state": "open"');
    expect(after.get('up'), after.get('health')).toMatch(/^0\|.*engine: Docker .* done in .* ready after /);
    expect(after.get('read')).toBe(before.get('write'));
  });
});
