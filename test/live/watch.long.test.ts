import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, describe as group, it} from 'vitest';
import type {WatchReport} from '../../operations/watch/report';
import {faults, type Injected, suffer} from './faults';
import {LiveStack} from './stack';

const live = new LiveStack('watch-long');
const minute = 60_000;
/** Shorter for a trial. */
const minutes = Number(process.env.PLATFORM_WATCH_MINUTES ?? 60);

beforeAll(async () => {
  await live.prepare();
  await live.must('up');
});
afterAll(() => live.clean());

group('a long watch', () => {
  it(
    'tells the faults that were injected and no others',
    async () => {
      await live.must('watch', 'start');
      const end = Date.now() + minutes * minute;
      const injected: Injected[] = [];
      for (const fault of faults) {
        await wait((minutes / 5) * minute);
        injected.push(await suffer(live, fault));
      }
      await wait(Math.max(0, end - Date.now()));
      console.log((await live.must('watch', 'report')).stdout);
      const ended = await live.must('watch', 'report', '--json');
      const {outages, availability} = JSON.parse(ended.stdout) as WatchReport;
      const matching = injected.map(({from, until, fault}) => ({
        fault: fault.name,
        outages: outages.filter((o) => o.service === 'redis' && o.from >= from - 5_000 && o.from < until).length,
      }));
      expect(matching).toEqual(faults.map(({name}) => ({fault: name, outages: 1})));
      expect(outages).toHaveLength(faults.length);
      for (const {expected, missing} of availability.services) {
        expect(expected).toBeGreaterThanOrEqual(minutes * 12 - 10);
        expect(missing).toBeLessThanOrEqual(2);
      }
    },
    (minutes + 15) * minute,
  );
});
