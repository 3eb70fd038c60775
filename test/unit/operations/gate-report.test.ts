import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, describe as group, it} from 'vitest';
import {UserError} from '../../../components/core/errors';
import {gate1} from '../../../gates/checks';
import {availabilityOf, type Sample} from '../../../gates/measure/availability';
import {resourcesIn, types} from '../../../operations/deployment';
import {gate, missingIn, windowOf} from '../../../operations/gate';
import {certificatesIn, secretsIn} from '../../../operations/gate-context';
import {violationsIn} from '../../../operations/policy-analysis';
import {ceiling, latencyLine, piecesOf} from '../../../operations/report/charts';
import {html} from '../../../operations/report/html';
import {markdown} from '../../../operations/report/markdown';
import {type Report, resultOf} from '../../../operations/report/result';

const interval = 5_000;
const samples: Sample[] = Array.from({length: 120}, (_, i) => i)
  .filter((i) => i < 60 || i > 70)
  .map((i) =>
    i === 30
      ? {at: i * interval, service: 'redis', ok: false, ms: 4500, error: 'timed out at <host>'}
      : {at: i * interval, service: 'redis', ok: true, ms: 10 + (i % 5)},
  );
const availability = availabilityOf(['redis'], samples, {from: 0, until: 120 * interval, intervalMs: interval});

const report: Report = {
  stack: 'dev',
  commit: 'c0ffee',
  machine: 'Linux, 2 processors',
  images: {'kailash-dev-redis': 'sha256:1'},
  start: '2026-11-28T00:00:00.000Z',
  end: '2026-11-28T00:10:00.000Z',
  verdict: 'fail',
  results: [
    {
      id: 'drift-none',
      title: 'drift',
      requirement: 'nothing',
      value: '1 difference',
      verdict: 'fail',
      reason: 'env A|B <script>',
      fix: './platform drift --fix',
      file: 'drift-none.json',
    },
  ],
  availability,
  events: [{at: 149_000, service: 'redis', text: 'paused', grave: true}],
};

group('the HTML report', () => {
  const page = html(report);
  it('needs nothing from elsewhere and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|https?:|url\(|@import/);
  });
  it('shows text of others as text', () => {
    expect(page).toContain('env A|B &#60;script&#62;');
    expect(page).toContain('timed out at &#60;host&#62;');
  });
  it('names commit, machine, images, start and end, and links the numbers', () => {
    for (const part of [
      'c0ffee',
      'Linux, 2 processors',
      'sha256:1',
      report.start,
      report.end,
      'href="drift-none.json"',
    ])
      expect(page).toContain(part);
  });
  it('can be read in the dark and on paper', () => {
    expect(page).toContain('@media (prefers-color-scheme: dark)');
    expect(page).toContain('@media print');
  });
  it('draws each service, with what failed and what was not asked', () => {
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page.match(/<rect class="failed"/g)).toHaveLength(1);
    expect(page.match(/<rect class="missing"/g)).toHaveLength(1);
    expect(page).not.toContain('NaN');
  });
  it('can be made of nothing', () => {
    const empty = availabilityOf(['redis'], [], {from: 0, until: 60_000, intervalMs: interval});
    expect(html({...report, availability: empty, events: [], results: []})).not.toContain('NaN');
  });
});

group('the Markdown report', () => {
  it('says the same in a table', () => {
    expect(markdown(report).split('\n').slice(0, 13)).toEqual([
      '# Gate 1, stack dev: fail',
      '',
      'Measured over 10 min, 2026-11-28T00:00:00.000Z to 2026-11-28T00:10:00.000Z. Commit c0ffee. Machine: Linux, 2 processors.',
      '',
      '| verdict | check | requirement | measured | reason | to mend | numbers |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| fail | drift | nothing | 1 difference | env A\\|B <script> | ./platform drift --fix | [drift-none.json](drift-none.json) |',
      '',
      '## Outages',
      '',
      '| service | from | until | length | the probe said | the engine said |',
      '| --- | --- | --- | --- | --- | --- |',
      '| redis | 00:02:30 | 00:02:35 | 5 s | timed out at <host> | paused |',
    ]);
  });
});

group('charts', () => {
  it('shows the worst of each piece of time', () => {
    const at = (slot: number, ok: boolean): Sample => ({at: slot * interval, service: 'redis', ok, ms: 1});
    const time = {from: 0, until: 6 * interval, intervalMs: interval};
    expect(piecesOf([at(0, true), at(1, false), at(2, true), at(3, true), at(4, true)], time, 3)).toEqual([
      'failed',
      'ok',
      'missing',
    ]);
  });
  it('takes answers only for the time of the probes', () => {
    const times = [1, 2, 3].map((ms, i) => ({at: i * 10, service: 'redis', ok: true, ms}));
    const failed = {at: 5, service: 'redis', ok: false, ms: 900};
    expect(latencyLine([...times, failed], 0, 30, 1)).toEqual([{share: 0.5, p50: 2, p95: 2.9}]);
  });
  it('ends the scale at a round number', () => {
    expect([0.3, 1, 3, 12, 60, 240, 1100].map(ceiling)).toEqual([1, 1, 5, 20, 100, 500, 2000]);
  });
});

group('resultOf', () => {
  it('puts the numbers into a file beside the report', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kailash-report-'));
    try {
      const [check] = gate1;
      if (!check) throw new Error('no check');
      const result = resultOf(folder, check, {value: '1', verdict: 'pass', reason: 'r', raw: {n: 1}});
      expect(result).toMatchObject({id: 'availability', verdict: 'pass', file: 'availability.json'});
      expect(JSON.parse(readFileSync(join(folder, result.file), 'utf8'))).toEqual({n: 1});
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  });
});

group('what the state says', () => {
  it('knows dates of certificates and secrets, and no value', () => {
    const resources = resourcesIn({
      resources: [
        {urn: 'a::redis-app', type: types.password, created: '2026-11-01T00:00:00Z', outputs: {result: 'geheim'}},
        {urn: 'a::redis-cert', type: types.leaf, outputs: {validityStartTime: 's', validityEndTime: 'e'}},
      ],
    });
    expect(secretsIn(resources)).toEqual([{name: 'redis-app', from: '2026-11-01T00:00:00Z'}]);
    expect(certificatesIn(resources)).toEqual([{name: 'redis-cert', from: 's', until: 'e'}]);
  });

  it('tells of a CA that signed something, and not of one that nobody uses', () => {
    const dates = {validityStartTime: 's', validityEndTime: 'e'};
    const resources = resourcesIn({
      resources: [
        {urn: 'a::authority-certificate', type: types.authority, outputs: {certPem: 'own', ...dates}},
        {urn: 'a::authority-certificate-2', type: types.authority, outputs: {certPem: 'other', ...dates}},
        {urn: 'a::redis-cert', type: types.leaf, inputs: {caCertPem: 'own'}, outputs: dates},
      ],
    });
    expect(certificatesIn(resources).map(({name}) => name)).toEqual(['redis-cert', 'authority-certificate']);
  });

  it('knows of a password that was changed the present one only', () => {
    const generations = ['-2', '-10', '', '-9'].map((end, day) => ({
      urn: `a::redis-app${end}`,
      type: types.password,
      created: `2026-11-0${day + 1}T00:00:00Z`,
    }));
    expect(secretsIn(resourcesIn({resources: generations}))).toEqual([
      {name: 'redis-app', from: '2026-11-02T00:00:00Z'},
    ]);
  });
});

group('violationsIn', () => {
  it('keeps mandatory and advisory findings apart, each once', () => {
    const line = (enforcementLevel: string) =>
      JSON.stringify({
        policyEvent: {
          message: '<{%reset%}>no limit<{%reset%}>\n',
          policyName: 'require-memory-limit',
          enforcementLevel,
          resourceUrn: 'urn:pulumi:dev::kailash::docker:index/container:Container::redis',
        },
      });
    const text = 'require-memory-limit (redis): no limit';
    expect(violationsIn([line('mandatory'), line('mandatory'), line('advisory'), 'noise'].join('\n'))).toEqual({
      mandatory: [text],
      advisory: [text],
    });
  });
});

group('windowOf', () => {
  const before = {now: 1_000_003, durationMs: 600_000, intervalMs: 5_000};
  it('begins at the next whole interval where nothing is on record', () => {
    expect(windowOf(before)).toEqual({from: 1_005_000, until: 1_605_000, intervalMs: 5_000});
  });
  it('takes what a running watch has on record', () => {
    expect(windowOf({...before, watchedSince: 700_002})).toMatchObject({from: 700_000, until: 1_300_000});
  });
  it('goes on with a run of the same length that was killed', () => {
    const begun = {startedAt: 500_000, durationMs: 600_000, missing: 0.5};
    expect(windowOf({...before, begun})).toMatchObject({from: 500_000, until: 1_100_000});
  });
  it('judges one whose time is over only where it is nearly whole', () => {
    const begun = {startedAt: 300_000, durationMs: 600_000};
    expect(windowOf({...before, begun: {...begun, missing: 0.005}})).toMatchObject({from: 300_000, until: 900_000});
    expect(windowOf({...before, begun: {...begun, missing: 0.02}})).toMatchObject({from: 1_005_000});
  });
  it('begins anew after a run of another length, or one that was killed long ago', () => {
    const begun = {startedAt: 500_000, durationMs: 600_000, missing: 0};
    expect(windowOf({...before, begun: {...begun, durationMs: 60_000}})).toMatchObject({from: 1_005_000});
    expect(windowOf({...before, now: 3_000_003, begun})).toMatchObject({from: 3_005_000});
  });
  it('knows which share of a run nobody asked in', () => {
    const asked = [0, 3, 7_000, 15_000, 99_000].map((at) => ({at, service: 'redis', ok: true, ms: 1}));
    expect(missingIn(asked, 0, 20_000, 5_000)).toBe(0.25);
    expect(missingIn([], 0, 0, 5_000)).toBe(1);
  });
});

group('the order', () => {
  it('refuses what no run could keep, before anything is asked', async () => {
    const order = {stack: 'none', duration: '24h', load: '60s', samples: '1000'};
    await expect(gate('1', {...order, duration: '30d'})).rejects.toThrow(
      new UserError('gate --duration: too long, got "30d"; write 21d or less'),
    );
    await expect(gate('2', order)).rejects.toThrow(new UserError('gate: no such gate, got "2"; there is gate 1'));
  });
});
