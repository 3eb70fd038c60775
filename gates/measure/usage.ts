import {setTimeout as wait} from 'node:timers/promises';
import {machineUsage, type Usage, usageOf} from './cgroup';
import type {Container} from './containers';

/** Shares of a limit in percent, one for each look. */
export interface Shares {
  readonly name: string;
  readonly cpuLimit: number;
  readonly memoryLimitBytes: number;
  readonly cpu: number[];
  readonly memory: number[];
}

interface Look {
  readonly at: number;
  readonly usage: Usage;
}

interface Watched {
  readonly shares: Shares;
  readonly look: () => Usage | undefined;
  last?: Look;
}

/** A share of a limit in percent, from two looks. Pure. */
export function shareOf(before: Look, after: Look, cpuLimit: number, memoryLimitBytes: number) {
  const seconds = (after.at - before.at) / 1000;
  return {
    cpu: (100 * (after.usage.cpuSeconds - before.usage.cpuSeconds)) / seconds / cpuLimit,
    memory: (100 * after.usage.memoryBytes) / memoryLimitBytes,
  };
}

function watchedOf(containers: readonly Container[]): Watched[] {
  const {processors, totalBytes} = machineUsage();
  const all = containers.map(({name, pid, cpus, memoryBytes}) => ({
    shares: {name, cpuLimit: cpus || processors, memoryLimitBytes: memoryBytes || totalBytes, cpu: [], memory: []},
    look: () => usageOf(pid),
  }));
  return [
    ...all,
    {
      shares: {name: 'machine', cpuLimit: processors, memoryLimitBytes: totalBytes, cpu: [], memory: []},
      look: () => machineUsage(),
    },
  ];
}

/** Looks at containers and machine again and again; names of containers that can't be seen are left out. */
export async function watchUsage(
  containers: readonly Container[],
  {everyMs, signal}: {readonly everyMs: number; readonly signal: AbortSignal},
): Promise<Shares[]> {
  const all = watchedOf(containers);
  while (!signal.aborted) {
    for (const watched of all) {
      const usage = watched.look();
      if (!usage) continue;
      const look = {at: performance.now(), usage};
      if (watched.last) {
        const {cpu, memory} = shareOf(watched.last, look, watched.shares.cpuLimit, watched.shares.memoryLimitBytes);
        watched.shares.cpu.push(cpu);
        watched.shares.memory.push(memory);
      }
      watched.last = look;
    }
    await wait(everyMs, undefined, {signal}).catch(() => undefined);
  }
  return all.map(({shares}) => shares).filter(({cpu}) => cpu.length > 0);
}
