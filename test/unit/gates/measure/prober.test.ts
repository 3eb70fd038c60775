import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {probeAll} from '../../../../gates/measure/prober';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('reads now and then whom to ask while all answer, so that a service that is turned on later is asked too', async () => {
  const stop = new AbortController();
  let read = 0;
  const subjects = async () => {
    read += 1;
    return [];
  };
  const ended = probeAll({subjects, intervalMs: 5_000, record: () => undefined, signal: stop.signal});
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect(read).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(read).toBe(2);
  stop.abort();
  await ended;
});
