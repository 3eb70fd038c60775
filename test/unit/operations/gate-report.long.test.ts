import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, describe as group, it} from 'vitest';
import {gate1} from '../../../gates/checks';
import {availabilityOf, type Sample} from '../../../gates/measure/availability';
import {html} from '../../../operations/report/html';

const services = ['postgres', 'redis', 'elasticsearch'];
const intervalMs = 5_000;
const until = 720 * intervalMs;
const samples: Sample[] = services.flatMap((service, n) =>
  Array.from({length: 720}, (_, i) => i)
    .filter((i) => i < 400 || i > 410)
    .map((i) => {
      const ok = n !== 1 || i % 200 !== 9;
      const error = ok ? {} : {error: 'timed out after 4500 ms at localhost:6379'};
      return {at: i * intervalMs, service, ok, ms: 10 + n * 8 + (i % 13), ...error};
    }),
);
const value = services.map((name) => `${name} 99.998 % (at least 99.980 %, 1 failed, longest outage 5 s)`).join('; ');
const verdicts = ['pass', 'fail', 'not proven'] as const;
const page = html({
  stack: 'dev',
  commit: 'c0ffee'.repeat(6),
  machine: 'Linux 6.1.0, 2 processors, 23.5 GiB, Docker 28.2.2, cgroup version 2',
  images: {'kailash-dev-redis': `sha256:${'5'.repeat(64)}`},
  start: '2026-11-29T10:00:00.000Z',
  end: '2026-11-29T11:00:00.000Z',
  verdict: 'fail',
  results: gate1.map(({id, title, requirement}, i) => {
    const verdict = verdicts[i % 3] ?? 'pass';
    return {id, title, requirement, verdict, value, reason: value, fix: './platform gate 1', file: `${id}.json`};
  }),
  availability: availabilityOf(services, samples, {from: 0, until, intervalMs}),
  events: [{at: 0, service: 'redis', text: 'paused', grave: true}],
});

/** Runs in the page: what is too wide, too narrow, too pale, or was asked of somebody else. */
const look = readFileSync(join(__dirname, 'look-at-page.js'), 'utf8');

interface Look {
  readonly isDark: boolean;
  readonly tooWide: number;
  readonly narrowest: number;
  readonly palest: number;
  readonly asked: number;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kailash-browser-'));
  writeFileSync(join(folder, 'report.html'), page);
  writeFileSync(join(folder, 'looked-at.html'), page.replace('</body>', `<script>${look}</script></body>`));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** A browser without a window, as Debian's package `chromium` installs it. */
const chromium = (...words: string[]) =>
  execa('chromium', ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}/profile`, ...words], {
    cwd: folder,
    stdin: 'ignore',
    timeout: 120_000,
  });

async function seen(...words: string[]) {
  const {stdout} = await chromium(...words, '--dump-dom', `file://${folder}/looked-at.html`);
  const text = /data-seen="([^"]*)"/.exec(stdout)?.[1] ?? '{}';
  return JSON.parse(text.replaceAll('&quot;', '"')) as Look;
}

group('the report in a real browser', () => {
  it.each([
    ['on a screen', ['--window-size=1000,800'], false],
    ['in the dark', ['--window-size=1000,800', '--blink-settings=preferredColorScheme=0'], true],
    ['on a narrow screen', ['--window-size=500,800'], false],
  ] as const)('can be read %s', async (_, words, isDark) => {
    const found = await seen(...words);
    expect(found).toMatchObject({isDark, tooWide: 0, asked: 0});
    expect(found.palest).toBeGreaterThanOrEqual(4.5);
    expect(found.narrowest).toBeGreaterThanOrEqual(80);
  });
  it('prints on a few pages', async () => {
    await chromium('--print-to-pdf=report.pdf', '--no-pdf-header-footer', `file://${folder}/report.html`);
    const pdf = readFileSync(join(folder, 'report.pdf'), 'latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThan(10);
  });
});
