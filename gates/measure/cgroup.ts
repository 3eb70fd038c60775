import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** What a group of processes has used. */
export interface Usage {
  /** Processor time since it began, in seconds. */
  readonly cpuSeconds: number;
  /** Memory without the part of the page cache that can be dropped, as `docker stats` counts it. */
  readonly memoryBytes: number;
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** A value of a file of `key value` lines. */
const valueIn = (text: string | undefined, key: string): number | undefined => {
  const found = new RegExp(`^${key} (\\d+)$`, 'm').exec(text ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
};

interface Line {
  readonly controllers: readonly string[];
  readonly path: string;
}

const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, controllers = '', ...path] = line.split(':');
      return {controllers: controllers.split(',').filter(Boolean), path: path.join(':')};
    });

/** Version 2 of control groups: one tree (kernel.org, admin-guide/cgroup-v2). */
function unified(folder: string): Usage | undefined {
  const cpu = valueIn(read(join(folder, 'cpu.stat')), 'usage_usec');
  const memory = Number(read(join(folder, 'memory.current')));
  if (cpu === undefined || !Number.isFinite(memory)) return undefined;
  const inactive = valueIn(read(join(folder, 'memory.stat')), 'inactive_file') ?? 0;
  return {cpuSeconds: cpu / 1e6, memoryBytes: Math.max(0, memory - inactive)};
}

/** Version 1: a tree per controller (kernel.org, admin-guide/cgroup-v1). */
function separate(mounts: string, lines: readonly Line[]): Usage | undefined {
  const folders = (controller: string): string[] => {
    const line = lines.find(({controllers}) => controllers.includes(controller));
    return line ? [controller, line.controllers.join(',')].map((mount) => join(mounts, mount, line.path)) : [];
  };
  const first = (controller: string, file: string): string | undefined =>
    folders(controller)
      .map((folder) => read(join(folder, file)))
      .find((text) => text !== undefined);
  const cpu = first('cpuacct', 'cpuacct.usage');
  const memory = first('memory', 'memory.usage_in_bytes');
  if (cpu === undefined || memory === undefined) return undefined;
  const inactive = valueIn(first('memory', 'memory.stat'), 'total_inactive_file') ?? 0;
  return {cpuSeconds: Number(cpu) / 1e9, memoryBytes: Math.max(0, Number(memory) - inactive)};
}

/** What the control group of a process has used, in either version; undefined where it can't be seen from here. */
export function usageOf(pid: number, root = '/'): Usage | undefined {
  const text = read(join(root, 'proc', String(pid), 'cgroup'));
  if (text === undefined) return undefined;
  const lines = linesOf(text);
  const mounts = join(root, 'sys/fs/cgroup');
  const one = lines.find(({controllers}) => controllers.length === 0);
  return separate(mounts, lines) ?? (one ? unified(join(mounts, one.path)) : undefined);
}

/** What the whole machine has used. */
export interface MachineUsage extends Usage {
  readonly processors: number;
  readonly totalBytes: number;
}

const ticksPerSecond = 100;

/** Processor time from proc_stat(5) without idle and waiting, memory from proc_meminfo(5). */
export function machineUsage(root = '/'): MachineUsage {
  const stat = read(join(root, 'proc/stat')) ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (/^cpu +(.*)$/m.exec(stat)?.[1] ?? '')
    .split(/ +/)
    .map(Number);
  const info = read(join(root, 'proc/meminfo')) ?? '';
  const kibibytes = (key: string): number => Number(new RegExp(`^${key}: +(\\d+) kB`, 'm').exec(info)?.[1] ?? 0);
  return {
    cpuSeconds: (user + nice + system + irq + softirq + steal) / ticksPerSecond,
    memoryBytes: (kibibytes('MemTotal') - kibibytes('MemAvailable')) * 1024,
    processors: [...stat.matchAll(/^cpu\d+ /gm)].length,
    totalBytes: kibibytes('MemTotal') * 1024,
  };
}
