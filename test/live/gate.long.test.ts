import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, describe as group, it} from 'vitest';
import {LiveStack, root} from './stack';

const live = new LiveStack('gate');

beforeAll(async () => {
  await live.prepare();
  await live.must('up');
});
afterAll(() => live.clean());

interface Judged {
  readonly verdict: string;
  readonly folder: string;
  readonly results: readonly {readonly id: string; readonly verdict: string; readonly reason: string}[];
}

group('gate 1', () => {
  it('measures a running stack, calls a short run not proven, and writes its report', async () => {
    const words = ['gate', '1', '--duration', '15s', '--load', '5s', '--samples', '20', '--json'];
    const {exitCode, stdout, all} = await live.platform(...words);
    const {verdict, folder, results} = JSON.parse(stdout || JSON.stringify({verdict: all})) as Judged;
    try {
      expect(exitCode).toBe(1);
      const verdicts = Object.fromEntries(results.map((result) => [result.id, `${result.verdict}: ${result.reason}`]));
      for (const id of [
        'certificates-valid',
        'secrets-young',
        'policies-kept',
        'drift-none',
        'ports-declared',
        'egress-none',
      ])
        expect([id, verdicts[id]]).toEqual([id, expect.stringMatching(/^pass: /)]);
      // Not enough probes and pairs for a statement, whatever they were; but pairs there were.
      expect(verdicts.availability).not.toMatch(/^pass/);
      expect(verdicts['latency-overhead']).not.toMatch(/^pass/);
      const latency = JSON.parse(readFileSync(join(root, folder, 'latency-overhead.json'), 'utf8')) as {
        failures: string[];
      };
      expect(latency.failures).toEqual([]);
      expect(verdict).not.toBe('pass');
      expect(readFileSync(join(root, folder, 'report.html'), 'utf8')).toContain('Gate 1: is the stack');
      expect(readFileSync(join(root, folder, 'report.md'), 'utf8')).toContain(`# Gate 1, stack ${live.stack}: `);
    } finally {
      if (folder) rmSync(join(root, folder), {recursive: true, force: true});
    }
  });
});
