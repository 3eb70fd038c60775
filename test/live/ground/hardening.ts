import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {docker, type LiveStack} from '../stack';

interface Inspected {
  readonly Config: {readonly User: string; readonly Labels: Readonly<Record<string, string>>; readonly Tty: boolean};
  readonly HostConfig: Readonly<Record<string, unknown>> & {readonly Memory: number; readonly NanoCpus: number};
  readonly Mounts: readonly {readonly Type: string; readonly Destination: string; readonly RW: boolean}[];
}

const limits: Readonly<Record<string, {user: string; memoryMiB: number; cpus: number; volumes: readonly string[]}>> = {
  postgres: {user: '999:999', memoryMiB: 512, cpus: 1, volumes: ['/var/lib/postgresql/data']},
  redis: {user: '999:999', memoryMiB: 256, cpus: 0.5, volumes: ['/data']},
  gateway: {user: '99:99', memoryMiB: 128, cpus: 0.5, volumes: []},
};

const inspect = (container: string): Inspected => {
  const [found] = JSON.parse(docker('inspect', '--type', 'container', container)) as Inspected[];
  if (!found) throw new Error(`${container}: not there`);
  return found;
};

/** The engine has, and the kernel holds, what the program declares. */
export function hardeningTests(stack: LiveStack): void {
  describe.each(Object.entries(limits))('%s', (service, {user, memoryMiB, cpus, volumes}) => {
    test('is held to its limits and has no rights that it does not need', () => {
      const {Config, HostConfig} = inspect(stack.named(service));
      expect(Config).toMatchObject({User: user, Tty: false});
      expect(HostConfig).toMatchObject({
        CapAdd: null,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges=true'],
        Privileged: false,
        ReadonlyRootfs: true,
        PidMode: '',
        Memory: memoryMiB * 2 ** 20,
        MemorySwap: memoryMiB * 2 ** 20,
        NanoCpus: cpus * 1e9,
        Init: true,
        RestartPolicy: {Name: 'unless-stopped'},
        LogConfig: {Type: 'json-file', Config: {'max-size': '10m', 'max-file': '3'}},
        PublishAllPorts: false,
        OomKillDisable: false,
      });
      const ulimits = HostConfig.Ulimits as readonly {Name: string; Soft: number; Hard: number}[];
      expect([...ulimits].sort((a, b) => a.Name.localeCompare(b.Name))).toEqual([
        {Name: 'nofile', Soft: 16384, Hard: 16384},
        {Name: 'nproc', Soft: 4096, Hard: 4096},
      ]);
    });

    test('writes to its volumes and to memory only, and says whose it is', () => {
      const {Config, Mounts} = inspect(stack.named(service));
      const writable = Mounts.filter(({RW}) => RW).map(({Type, Destination}) => [Type, Destination]);
      expect(writable).toEqual(volumes.map((path) => ['volume', path]));
      expect(
        Mounts.filter(({RW}) => !RW).every(({Destination}) => /^\/run\/(config|secrets|tls)$/.test(Destination)),
      ).toBe(true);
      expect(Config.Labels).toMatchObject({
        'io.kailash.managed-by': 'kailash-platform',
        'io.kailash.project': 'kailash',
        'io.kailash.service': service,
        'io.kailash.stack': stack.stack,
      });
    });

    test('runs without capabilities, cannot gain any, and cannot write to its root', () => {
      const status = docker('exec', stack.named(service), 'cat', '/proc/1/status');
      const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1];
      expect(field('Uid')).toBe(user.split(':')[0]);
      expect(field('NoNewPrivs')).toBe('1');
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(field(set), set).toMatch(/^0+$/);
      const written = spawnSync('docker', ['exec', '--user', '0', stack.named(service), 'touch', '/written'], {
        encoding: 'utf8',
      });
      expect(written.stderr).toContain('Read-only file system');
    });
  });
}
