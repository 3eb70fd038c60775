import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {Sample} from '../../gates/measure/availability';
import {Journal} from '../../gates/measure/journal';
import {docker, type LiveStack} from './stack';

/** Something that is broken on purpose for a while. */
export interface Fault {
  readonly name: string;
  /** What the engine's event has to say of it. */
  readonly said: string;
  readonly seconds: number;
  readonly inject: (live: LiveStack) => unknown;
  readonly heal: (live: LiveStack) => unknown;
}

/** A busy machine can't always freeze a container at once ("unable to freeze", runc with control groups version 1). */
async function pause(container: string): Promise<void> {
  for (let tries = 10; ; tries--) {
    try {
      docker('pause', container);
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await wait(1_000);
    }
  }
}

/** A container killed, one paused, one cut off from the gateway: all of them Redis. */
export const faults: readonly Fault[] = [
  {
    name: 'killed',
    said: 'ended: killed (exit status 137)',
    seconds: 10,
    inject: (live) => docker('kill', live.named('redis')),
    heal: (live) => docker('start', live.named('redis')),
  },
  {
    name: 'paused',
    said: 'paused',
    seconds: 20,
    inject: (live) => pause(live.named('redis')),
    heal: (live) => docker('unpause', live.named('redis')),
  },
  {
    name: 'cut off',
    said: 'left the network',
    seconds: 10,
    inject: (live) => docker('network', 'disconnect', live.named('redis'), live.named('gateway')),
    heal: (live) => docker('network', 'connect', live.named('redis'), live.named('gateway')),
  },
];

/** When a fault began and ended, in milliseconds since 1970. */
export interface Injected {
  readonly fault: Fault;
  readonly from: number;
  readonly until: number;
}

const patienceMs = 90_000;

/** The watch's record of a stack. */
export const samplesOf = (live: LiveStack): Journal<Sample> =>
  new Journal(join(live.home, 'watch', live.stack), 'samples');

/** Waits until the watch had an answer of Redis after a time. */
export async function answeredAfter(live: LiveStack, at: number): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const samples = samplesOf(live).between(at, Date.now() + 1);
    if (samples.some(({service, ok}) => service === 'redis' && ok)) return;
    if (Date.now() > end) throw new Error(`redis: no answer within ${patienceMs / 1000} s`);
    await wait(500);
  }
}

/** Breaks something, mends it after its time, and waits until the watch has seen it mended. */
export async function suffer(live: LiveStack, fault: Fault): Promise<Injected> {
  const from = Date.now();
  await fault.inject(live);
  await wait(fault.seconds * 1000);
  await fault.heal(live);
  const until = Date.now();
  await answeredAfter(live, until);
  return {fault, from, until};
}
