import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, expect, describe as group, it} from 'vitest';
import {machineUsage, memoryKillsOf, usageOf} from '../../../../gates/measure/cgroup';
import {shareOf} from '../../../../gates/measure/usage';

let root = '';
afterEach(() => rmSync(root, {recursive: true, force: true}));

function tree(files: Readonly<Record<string, string>>): string {
  root = mkdtempSync(join(tmpdir(), 'kailash-cgroup-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  }
  return root;
}

group('usageOf', () => {
  it('reads version 1, a tree per controller', () => {
    const files = {
      'proc/42/cgroup': '9:memory:/docker/abc\n4:cpuacct,cpu:/docker/abc\n0::/docker/abc\n',
      'sys/fs/cgroup/cpuacct/docker/abc/cpuacct.usage': '2500000000\n',
      'sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': '300\n',
      'sys/fs/cgroup/memory/docker/abc/memory.stat': 'inactive_file 1\ntotal_inactive_file 100\n',
    };
    expect(usageOf(42, tree(files))).toEqual({cpuSeconds: 2.5, memoryBytes: 200});
  });
  it('reads version 1 where the controllers are mounted together', () => {
    const files = {
      'proc/42/cgroup': '9:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n',
      'sys/fs/cgroup/cpu,cpuacct/docker/abc/cpuacct.usage': '1000000000\n',
      'sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': '300\n',
    };
    expect(usageOf(42, tree(files))).toEqual({cpuSeconds: 1, memoryBytes: 300});
  });
  it('reads version 2, one tree', () => {
    const files = {
      'proc/42/cgroup': '0::/system.slice/docker-abc.scope\n',
      'sys/fs/cgroup/system.slice/docker-abc.scope/cpu.stat': 'usage_usec 1500000\nuser_usec 1000000\n',
      'sys/fs/cgroup/system.slice/docker-abc.scope/memory.current': '1000\n',
      'sys/fs/cgroup/system.slice/docker-abc.scope/memory.stat': 'anon 500\ninactive_file 250\n',
    };
    expect(usageOf(42, tree(files))).toEqual({cpuSeconds: 1.5, memoryBytes: 750});
  });
  it('says nothing of what can not be seen', () => {
    expect(usageOf(42, tree({}))).toBeUndefined();
    expect(usageOf(42, tree({'proc/42/cgroup': '0::/../elsewhere\n'}))).toBeUndefined();
  });
});

group('memoryKillsOf', () => {
  it('reads both versions, and takes what can not be seen for none', () => {
    const first = {
      'proc/42/cgroup': '9:memory:/docker/abc\n0::/docker/abc\n',
      'sys/fs/cgroup/memory/docker/abc/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    };
    expect(memoryKillsOf(42, tree(first))).toBe(2);
    const second = {
      'proc/42/cgroup': '0::/docker/abc\n',
      'sys/fs/cgroup/docker/abc/memory.events': 'low 0\noom 4\noom_kill 3\noom_group_kill 0\n',
    };
    expect(memoryKillsOf(42, tree(second))).toBe(3);
    expect(memoryKillsOf(42, tree({}))).toBe(0);
  });
});

group('machineUsage', () => {
  it('reads the whole machine', () => {
    const files = {
      'proc/stat': 'cpu  100 20 30 1000 50 1 2 3 0 0\ncpu0 50 10 15 500 25 0 1 1 0 0\ncpu1 50 10 15 500 25 1 1 2 0 0\n',
      'proc/meminfo': 'MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\n',
    };
    expect(machineUsage(tree(files))).toEqual({
      cpuSeconds: 1.56,
      memoryBytes: 600 * 1024,
      processors: 2,
      totalBytes: 1000 * 1024,
    });
  });
});

group('shareOf', () => {
  it('is of the limit', () => {
    const before = {at: 0, usage: {cpuSeconds: 10, memoryBytes: 0}};
    const after = {at: 2_000, usage: {cpuSeconds: 10.5, memoryBytes: 64}};
    expect(shareOf(before, after, 0.5, 256)).toEqual({cpu: 50, memory: 25});
  });
});
