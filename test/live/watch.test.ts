import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, describe as group, it} from 'vitest';
import type {WatchReport} from '../../operations/watch/report';
import {answeredAfter, faults, type Injected, suffer} from './faults';
import {LiveStack} from './stack';

const live = new LiveStack('watch');
const intervalMs = 3_000;

beforeAll(async () => {
  await live.prepare();
  await live.must('up');
});
afterAll(() => live.clean());

const report = async () => JSON.parse((await live.must('watch', 'report', '--json')).stdout) as WatchReport;

const start = () => live.must('watch', 'start', '--interval', `${intervalMs / 1000}s`);

group('the watch', () => {
  const injected: Injected[] = [];

  it('tells each fault with its time and its cause', async () => {
    await start();
    await answeredAfter(live, 0);
    for (const fault of faults) injected.push(await suffer(live, fault));
    const {outages, availability} = await report();
    for (const {fault, from, until} of injected) {
      // A probe that began just before the fault can be the first to fail, one that began just before its end the last.
      const found = outages.filter((o) => o.service === 'redis' && o.from >= from - intervalMs && o.from < until);
      expect([fault.name, found.length > 0]).toEqual([fault.name, true]);
      const texts = found.flatMap(({causes}) => causes.map(({text}) => text)).join('; ');
      expect(texts).toContain(fault.said);
      const last = found.at(-1);
      expect(last?.until).toBeGreaterThanOrEqual(until - intervalMs);
    }
    const redis = availability.services.find(({service}) => service === 'redis');
    expect(redis?.failed).toBeGreaterThanOrEqual(6);
    // Each end of an outage is known to an interval; the longest fault lasts 20 s.
    const longest = Math.max(...faults.map(({seconds}) => seconds));
    expect(redis?.longestSeconds).toBeGreaterThanOrEqual(longest - (2.5 * intervalMs) / 1000);
  });

  it('goes on after it was killed, and counts what it missed as missing', async () => {
    const pid = (JSON.parse(readFileSync(join(live.home, 'watch', live.stack, 'pid'), 'utf8')) as {pid: number}).pid;
    process.kill(pid, 'SIGKILL');
    await wait(3 * intervalMs);
    const before = Date.now();
    await start();
    await answeredAfter(live, before);
    const {availability, outages} = await report();
    const redis = availability.services.find(({service}) => service === 'redis');
    expect(redis?.missing).toBeGreaterThanOrEqual(2);
    expect(outages.some(({from}) => from < (injected[0]?.until ?? 0))).toBe(true);
    expect((await live.must('watch', 'start')).stdout).toMatch(/^watch: already running \(process \d+\) since /);
    expect((await live.must('watch', 'stop')).stdout).toContain('watch: stopped; ');
    expect((await live.must('watch', 'stop')).stdout).toBe(`watch: not running for stack ${live.stack}`);
  });
});
