import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {asRoot} from '../as-root';
import {eventually} from '../clients';
import {docker, type LiveStack} from '../stack';
import {type Keeper, keepers} from './clients';

/** The container that holds a service's data. */
export const holder = (service: string): string => (service === 'elasticsearch' ? 'elasticsearch-node' : service);

/** Numbers that every test may write without meeting those of another one. */
let next = 0;
const fresh = (): number => next++;

/** How many writes are waited for, and the longest wait for them. */
const enough = 40;
const patienceMs = 120_000;

/** A field of what the engine knows of a container. */
export const inspected = (container: string, field: string): string =>
  docker('inspect', '--format', `{{${field}}}`, container);

/** Opens a client, works with it, and closes it. */
async function using<T>(stack: LiveStack, service: string, work: (keeper: Keeper) => Promise<T>): Promise<T> {
  const open = keepers[service];
  if (!open) throw new Error(`keepers: none of ${service}`);
  const keeper = await open(await stack.connection(service));
  try {
    return await work(keeper);
  } finally {
    await keeper.close();
  }
}

/** Writes a few numbers, and gives them. */
export async function writeNumbers(stack: LiveStack, service: string): Promise<number[]> {
  const written = [fresh(), fresh(), fresh()];
  await using(stack, service, async (keeper) => {
    for (const n of written) await keeper.write(n);
  });
  return written;
}

/** What is there once the service answers again. */
export const keptNumbers = (stack: LiveStack, service: string): Promise<number[]> =>
  eventually(() => using(stack, service, (keeper) => keeper.read()));

/** Writes one number after the other until the service fails; gives those that were acknowledged. */
async function writeUntilItFails(stack: LiveStack, service: string, onWritten: (count: number) => void) {
  const acknowledged: number[] = [];
  await using(stack, service, async (keeper) => {
    for (;;) {
      const n = fresh();
      await keeper.write(n);
      acknowledged.push(n);
      onWritten(acknowledged.length);
    }
  }).catch(() => undefined);
  return acknowledged;
}

/** Kills the first process of a container with SIGKILL, not through the engine, which would take it for wanted. */
const killFirstProcess = (container: string): void => {
  asRoot(['kill', '-KILL', inspected(container, '.State.Pid')]);
};

/** What was acknowledged is there after a stop and after a kill, of the container with the data and of one in front of it. */
export function dataTests(stack: LiveStack, services: readonly string[]): void {
  const ended = services.flatMap((service) =>
    [...new Set([holder(service), service])].map((part) => [part, service] as const),
  );
  describe.each(ended)('%s', (part, service) => {
    const container = stack.named(part);

    test('stops by itself when it is told to, and has what was written when it runs again', async () => {
      const written = await writeNumbers(stack, service);
      docker('stop', container);
      // 143: by SIGTERM; SIGKILL at the end of its time would be 137.
      expect(['0', '143']).toContain(inspected(container, '.State.ExitCode'));
      docker('start', container);
      expect(await keptNumbers(stack, service)).toEqual(expect.arrayContaining(written));
    });

    test('has every write that it acknowledged before it was killed, and comes back by itself', async () => {
      const restarts = Number(inspected(container, '.RestartCount'));
      const reached = Promise.withResolvers<void>();
      const writing = writeUntilItFails(stack, service, (count) => {
        if (count === enough) reached.resolve();
      });
      await Promise.race([reached.promise, writing, wait(patienceMs, undefined, {ref: false})]);
      killFirstProcess(container);
      const acknowledged = await writing;
      expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
      expect(await keptNumbers(stack, service)).toEqual(expect.arrayContaining(acknowledged));
      expect(Number(inspected(container, '.RestartCount'))).toBe(restarts + 1);
    });
  });
}
