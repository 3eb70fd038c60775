import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, describe as group, it, vi} from 'vitest';
import {UserError} from '../../../../components/core/errors';
import {watch} from '../../../../operations/watch';
import {lastWatchOf, pidFile, watcherOf} from '../../../../operations/watch/place';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kailash-watch-'));
  vi.stubEnv('KAILASH_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, {recursive: true, force: true});
});

group('the watch', () => {
  it.each([
    ['begin', {stack: 'dev'}, 'watch: no such verb, got "begin"; choose one of start, stop, report, run'],
    ['start', {stack: '../x'}, 'stack: not a name, got "../x"; write lower-case letters, digits and hyphens'],
    ['stop', {stack: '../x'}, 'stack: not a name, got "../x"; write lower-case letters, digits and hyphens'],
    ['start', {stack: 'dev', interval: '0.1s'}, 'watch --interval: too short, got "0.1s"; write 1s or more'],
    ['report', {stack: 'dev', interval: '2d'}, 'watch --interval: too long, got "2d"; write 1h or less'],
    ['report', {stack: 'dev'}, 'watch: nothing on record for stack dev; ./platform watch start --stack dev'],
  ])('refuses %s %j in one message, and leaves nothing behind', async (verb, options, message) => {
    await expect(watch(verb, options)).rejects.toThrow(new UserError(message));
    expect(readdirSync(home)).toEqual([]);
  });

  it('knows the interval of the last one, also when it has ended', () => {
    expect([lastWatchOf('dev'), watcherOf('dev')]).toEqual([undefined, undefined]);
    const ended = {pid: 0, intervalMs: 30_000, startedAt: 1};
    mkdirSync(join(home, 'watch', 'dev'), {recursive: true});
    writeFileSync(pidFile('dev'), JSON.stringify(ended));
    expect([lastWatchOf('dev'), watcherOf('dev')]).toEqual([ended, undefined]);
  });

  it('takes no other process for one', () => {
    mkdirSync(join(home, 'watch', 'dev'), {recursive: true});
    writeFileSync(pidFile('dev'), JSON.stringify({pid: process.pid, intervalMs: 5_000, startedAt: 1}));
    expect(watcherOf('dev')).toBeUndefined();
  });
});
