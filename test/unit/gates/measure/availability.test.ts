import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, describe as group, it} from 'vitest';
import {availabilityVerdict, worstOf} from '../../../../gates/checks/availability';
import {availabilityOf, lengthOf, outagesOf, type Sample} from '../../../../gates/measure/availability';
import {Journal} from '../../../../gates/measure/journal';

const interval = 5_000;
const start = 1_795_824_000_000;

/** `.` answered, `x` failed, ` ` not asked. */
const samplesOf = (text: string, service = 'redis'): Sample[] =>
  [...text].flatMap((sign, i) =>
    sign === ' '
      ? []
      : [
          {
            at: start + i * interval + 3,
            service,
            ok: sign === '.',
            ms: 10,
            ...(sign === 'x' ? {error: 'timed out'} : {}),
          },
        ],
  );

const measured = (text: string) =>
  availabilityOf(['redis'], samplesOf(text), {
    from: start,
    until: start + text.length * interval,
    intervalMs: interval,
  }).services[0];

group('availabilityOf', () => {
  it('counts answered, failed and missing apart', () => {
    expect(measured('....xx  ..')).toMatchObject({
      expected: 10,
      answered: 6,
      failed: 2,
      missing: 2,
      ratio: 0.75,
      p50: 10,
    });
  });

  it('never takes a gap for a success', () => {
    const all = measured('.'.repeat(400));
    const gap = measured(`${'.'.repeat(300)}${' '.repeat(100)}`);
    expect(all?.bound).toBeGreaterThan(0.99);
    expect(gap).toMatchObject({ratio: 1, missing: 100});
    expect(gap?.bound).toBeLessThan(0.8);
  });

  it('takes the worse of two answers for the same time', () => {
    const samples = [...samplesOf('...'), ...samplesOf(' x ')];
    const [redis] = availabilityOf(['redis'], samples, {
      from: start,
      until: start + 3 * interval,
      intervalMs: interval,
    }).services;
    expect(redis).toMatchObject({answered: 2, failed: 1, missing: 0});
  });

  it('leaves out what was not in the time', () => {
    const [redis] = availabilityOf(['redis'], samplesOf('xx..'), {
      from: start + 2 * interval,
      until: start + 4 * interval,
      intervalMs: interval,
    }).services;
    expect(redis).toMatchObject({expected: 2, answered: 2, failed: 0, missing: 0, outages: []});
  });

  it('ends an outage with an answer in an interval that is not over, without counting it', () => {
    const [redis] = availabilityOf(['redis'], samplesOf('.x.'), {
      from: start,
      until: start + 2 * interval + 1_000,
      intervalMs: interval,
    }).services;
    expect(redis).toMatchObject({expected: 2, answered: 1, failed: 1});
    expect(redis?.outages).toMatchObject([{from: start + interval + 3, until: start + 2 * interval + 3}]);
  });

  it('knows nothing of a service that was never asked', () => {
    const [postgres] = availabilityOf(['postgres'], samplesOf('...'), {
      from: start,
      until: start + 3 * interval,
      intervalMs: interval,
    }).services;
    expect(postgres).toMatchObject({expected: 3, answered: 0, missing: 3, ratio: 0, bound: 0});
  });
});

group('outagesOf', () => {
  it('lasts from the first failure to the next answer, gaps of the prober included', () => {
    expect(outagesOf(samplesOf('..xx x...x.'), start + 11 * interval)).toEqual([
      {
        service: 'redis',
        from: start + 2 * interval + 3,
        until: start + 6 * interval + 3,
        seconds: 20,
        failures: 3,
        error: 'timed out',
      },
      {
        service: 'redis',
        from: start + 9 * interval + 3,
        until: start + 10 * interval + 3,
        seconds: 5,
        failures: 1,
        error: 'timed out',
      },
    ]);
  });
  it('is still going on where no answer came', () => {
    expect(outagesOf(samplesOf('.x'), start + 2 * interval)).toEqual([
      {service: 'redis', from: start + interval + 3, seconds: 4.997, failures: 1, error: 'timed out'},
    ]);
  });
});

group('availabilityVerdict', () => {
  const verdict = (text: string) => {
    const found = measured(text);
    return found ? availabilityVerdict(found) : undefined;
  };
  it('passes what is shown', () => expect(verdict('.'.repeat(299))).toBe('pass'));
  it('does not prove by too few', () => expect(verdict('.'.repeat(298))).toBe('not proven'));
  it('does not prove over a gap', () => expect(verdict(`${'.'.repeat(400)}${' '.repeat(10)}`)).toBe('not proven'));
  it('fails what was below', () => expect(verdict(`${'.'.repeat(390)}${'x'.repeat(10)}`)).toBe('fail'));
  it('fails few that show it all the same', () => expect(verdict('xxx.')).toBe('fail'));
  it('does not fail for one failure of few', () => expect(verdict('x..........')).toBe('not proven'));
  it('knows nothing without a sample', () => expect(verdict('   ')).toBe('not proven'));
  it('takes the worst of several', () => {
    expect([
      worstOf(['pass', 'not proven']),
      worstOf(['not proven', 'fail', 'pass']),
      worstOf(['pass']),
      worstOf([]),
    ]).toEqual(['not proven', 'fail', 'pass', 'not proven']);
  });
});

group('lengthOf', () => {
  it('is called by its true length', () => {
    expect([60_000, 600_000, 5_400_000, 86_400_000].map(lengthOf)).toEqual(['60 s', '10 min', '90 min', '24 h']);
  });
});

group('Journal', () => {
  let folder = '';
  afterEach(() => rmSync(folder, {recursive: true, force: true}));
  const journal = () => {
    folder = mkdtempSync(join(tmpdir(), 'kailash-journal-'));
    return new Journal<{at: number; n: number}>(join(folder, 'watch'), 'samples');
  };

  it('goes on where another one ended, over midnight, and leaves out a torn line', () => {
    const midnight = Date.parse('2026-11-28T00:00:00Z');
    const one = journal();
    one.append({at: midnight - 1, n: 1});
    one.append({at: midnight + 1, n: 2});
    writeFileSync(join(folder, 'watch', 'samples-2026-11-28.jsonl'), '{"at":17', {flag: 'a'});
    const other = new Journal<{at: number; n: number}>(join(folder, 'watch'), 'samples');
    expect(other.between(midnight - 10, midnight + 10).map(({n}) => n)).toEqual([1, 2]);
    expect(other.between(midnight, midnight + 10).map(({n}) => n)).toEqual([2]);
  });
  it('keeps a month', () => {
    const one = journal();
    const now = Date.parse('2026-11-28T12:00:00Z');
    one.append({at: now - 40 * 86_400_000, n: 1});
    one.append({at: now - 20 * 86_400_000, n: 2});
    one.prune(now);
    expect(one.between(0, now).map(({n}) => n)).toEqual([2]);
  });
  it('is empty where nothing was written', () => {
    expect(journal().between(0, 10)).toEqual([]);
  });
});
