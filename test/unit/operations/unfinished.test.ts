import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {refuseWhileRunning} from '../../../operations/unfinished';
import {unlockState} from '../../../operations/unlock-state';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'unfinished-'));
  vi.stubEnv('KAILASH_HOME', home);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, {recursive: true});
});

test('the lock of a run that is going on is left alone, of one that is gone it is not', async () => {
  refuseWhileRunning('team');
  const other = spawn('sleep', ['60']);
  await once(other, 'spawn');
  const started = readFileSync(`/proc/${other.pid}/stat`, 'utf8').split(')').at(-1)?.trim().split(' ')[19];
  const message = `stack team: another run is going on (process ${other.pid}); wait for it to end`;
  try {
    writeFileSync(join(home, 'running-team'), `${other.pid}-${started}`);
    expect(() => refuseWhileRunning('team')).toThrow(message);
    await expect(unlockState({stack: 'team'})).rejects.toThrow(message);
    // The number of a process that is gone is given to another one some day.
    writeFileSync(join(home, 'running-team'), `${other.pid}-1`);
    refuseWhileRunning('team');
  } finally {
    other.kill('SIGKILL');
    await once(other, 'close');
  }
  writeFileSync(join(home, 'running-team'), `${other.pid}-${started}`);
  refuseWhileRunning('team');
});
