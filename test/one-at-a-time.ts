import {createServer} from 'node:net';
import {setTimeout as wait} from 'node:timers/promises';
import {removeTestRemains} from './remains';

/** An abstract socket (unix(7)): it goes away with the process that holds it, however that ends. */
const address = '\0kailash-platform-tests';

/** Set where this process holds the engine already: vitest sets each project up by itself. */
const held = Symbol.for(address);
const world = globalThis as {[held]?: boolean};

/** Holds the engine of this machine for one test run: two at once would take each other's time, names and ports. */
export default async function setup(): Promise<() => Promise<void>> {
  if (world[held]) return async () => {};
  world[held] = true;
  const server = createServer((other) => other.destroy());
  server.unref();
  const listens = () =>
    new Promise<boolean>((resolve) => {
      server.removeAllListeners('error').removeAllListeners('listening');
      server.once('error', () => resolve(false)).once('listening', () => resolve(true));
      server.listen(address);
    });
  for (let tries = 0; !(await listens()); tries++) {
    if (tries === 0) console.log('tests: another run uses the engine of this machine; waiting for it to end');
    await wait(2000);
  }
  await removeTestRemains();
  return () => new Promise((resolve) => server.close(() => resolve()));
}
