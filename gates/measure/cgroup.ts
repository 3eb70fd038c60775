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

/** Reads a file of a control group; undefined where there is none. */
type Reader = (controller: string, file: string) => string | undefined;

/** Version 1: a tree per controller (kernel.org, admin-guide/cgroup-v1). */
const ofSeparateTrees =
  (mounts: string, lines: readonly Line[]): Reader =>
  (controller, file) => {
    const line = lines.find(({controllers}) => controllers.includes(controller));
    const folders = line ? [controller, line.controllers.join(',')].map((name) => join(mounts, name, line.path)) : [];
    return folders.map((folder) => read(join(folder, file))).find((text) => text !== undefined);
  };

/** Version 2: one tree (kernel.org, admin-guide/cgroup-v2). */
const ofOneTree =
  (mounts: string, lines: readonly Line[]): Reader =>
  (_, file) => {
    const line = lines.find(({controllers}) => controllers.length === 0);
    return line ? read(join(mounts, line.path, file)) : undefined;
  };

/** The control group of a process, as both versions would have it: one of them has files. */
function groupOf(pid: number, root: string): {readonly separate: Reader; readonly unified: Reader} {
  const lines = linesOf(read(join(root, 'proc', String(pid), 'cgroup')) ?? '');
  const mounts = join(root, 'sys/fs/cgroup');
  return {separate: ofSeparateTrees(mounts, lines), unified: ofOneTree(mounts, lines)};
}

function unifiedUsage(file: Reader): Usage | undefined {
  const cpu = valueIn(file('cpu', 'cpu.stat'), 'usage_usec');
  const memory = Number(file('memory', 'memory.current'));
  if (cpu === undefined || !Number.isFinite(memory)) return undefined;
  const inactive = valueIn(file('memory', 'memory.stat'), 'inactive_file') ?? 0;
  return {cpuSeconds: cpu / 1e6, memoryBytes: Math.max(0, memory - inactive)};
}

function separateUsage(file: Reader): Usage | undefined {
  const cpu = file('cpuacct', 'cpuacct.usage');
  const memory = file('memory', 'memory.usage_in_bytes');
  if (cpu === undefined || memory === undefined) return undefined;
  const inactive = valueIn(file('memory', 'memory.stat'), 'total_inactive_file') ?? 0;
  return {cpuSeconds: Number(cpu) / 1e9, memoryBytes: Math.max(0, Number(memory) - inactive)};
}

/** What the control group of a process has used, in either version; undefined where it can't be seen from here. */
export function usageOf(pid: number, root = '/'): Usage | undefined {
  const {separate, unified} = groupOf(pid, root);
  return separateUsage(separate) ?? unifiedUsage(unified);
}

/** How many processes of the control group of a process the kernel has killed for want of memory; 0 where that can't be seen. */
export function memoryKillsOf(pid: number, root = '/'): number {
  const {separate, unified} = groupOf(pid, root);
  const text = separate('memory', 'memory.oom_control') ?? unified('memory', 'memory.events');
  return valueIn(text, 'oom_kill') ?? 0;
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
