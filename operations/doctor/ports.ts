import {labelPrefix} from '../../components/core/names';
import {otherPort} from '../obstacles';
import type {Look, Machine} from './machine';
import type {Needs} from './needs';

/** The inode of the socket that listens on each port, from proc_net(5). */
const listening = (machine: Machine): Map<number, string> => {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => (machine.read(file) ?? '').split('\n').slice(1));
  return new Map(
    lines
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A')
      .map((fields) => [Number.parseInt(fields[1]?.split(':')[1] ?? '', 16), fields[9] ?? '']),
  );
};

const holder = (machine: Machine, inode: string): string => {
  for (const pid of machine.list('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const held = machine
      .list(`/proc/${pid}/fd`)
      .some((fd) => machine.link(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`);
    if (held) return `${machine.read(`/proc/${pid}/comm`)?.trim()} (process ${pid})`;
  }
  return 'a process that this user may not see';
};

const container = async (machine: Machine, port: number): Promise<{name: string; ours: boolean} | undefined> => {
  const format = `{{.Names}} {{.Label "${labelPrefix}.managed-by"}}`;
  const answer = await machine.ask('docker', 'ps', '--filter', `publish=${port}`, '--format', format);
  const [name, managedBy] = answer?.split('\n')[0]?.split(' ') ?? [];
  return name ? {name, ours: managedBy === 'kailash-platform'} : undefined;
};

/** The ports that the services are published on, and who holds them. */
export const ports =
  ({ports: wanted}: Pick<Needs, 'ports'>): Look =>
  (machine) => {
    const taken = listening(machine);
    return Promise.all(
      wanted.map(async ({service: name, port}) => {
        const row = {subject: `port ${port}`, needed: `free for ${name}`};
        const inode = taken.get(port);
        if (inode === undefined) return {...row, found: 'free', state: 'well' as const};
        const published = await container(machine, port);
        if (published?.ours) return {...row, found: `used by ${published.name}, ours`, state: 'well' as const};
        const who = published ? `the container ${published.name}` : holder(machine, inode);
        const mend = `stop it, or give ${name} another port: ${name}: {port: ${otherPort(port)}}`;
        return {...row, found: `used by ${who}`, state: 'in the way' as const, mend};
      }),
    );
  };
