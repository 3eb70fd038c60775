import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, describe as group, it, vi} from 'vitest';
import {UserError} from '../../../../components/core/errors';
import type {Session} from '../../../../operations/session';
import {watch} from '../../../../operations/watch';
import {eventsOf, lastWatchOf, pidFile, watcherOf} from '../../../../operations/watch/place';
import {recordUntil} from '../../../../operations/watch/run';

const connection = {service: '', role: 'app', host: 'localhost', port: 1, password: 'geheim'};
const connections = {postgres: {app: connection}, redis: {app: connection}};

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kailash-watch-'));
  vi.stubEnv('KAILASH_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, {recursive: true, force: true});
});

group('recordUntil', () => {
  it('ends all of it where the stack is not up', async () => {
    // Stands in for `docker`: the list of containers is empty, events go on and on.
    const script = `#!/bin/sh\n[ "$1" = events ] || exit 0\necho $$ > ${home}/pid\nexec sleep 60\n`;
    writeFileSync(join(home, 'docker'), script, {mode: 0o755});
    vi.stubEnv('PATH', `${home}:${process.env.PATH}`);
    const started = () => existsSync(join(home, 'pid'));
    const outputs = async () => {
      await expect.poll(started).toBe(true);
      return {};
    };
    const stack = {getAllConfig: async () => ({}), outputs};
    const session = {name: {project: 'kailash', stack: 'dev'}, stack} as unknown as Session;
    await expect(recordUntil(session, 5_000, new AbortController().signal)).rejects.toThrow(
      new UserError('connections: stack dev is not up; run ./platform up --stack dev'),
    );
    const pid = Number(readFileSync(join(home, 'pid'), 'utf8'));
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  });
});

group('recordUntil, without an engine', () => {
  it('has it on record that the engine did not answer, once', async () => {
    writeFileSync(join(home, 'docker'), '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n', {
      mode: 0o755,
    });
    vi.stubEnv('PATH', `${home}:${process.env.PATH}`);
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const stack = {getAllConfig: async () => ({}), outputs: async () => ({connections: {value: connections}})};
    const session = {name: {project: 'kailash', stack: 'dev'}, stack} as unknown as Session;
    const started = Date.now();
    await recordUntil(session, 3_600_000, AbortSignal.timeout(3_000));
    expect(eventsOf('dev').between(started, Date.now() + 1)).toEqual([
      {at: expect.any(Number), service: 'engine', text: 'does not answer', grave: true},
    ]);
    expect(told).toHaveBeenCalledTimes(1);
    told.mockRestore();
  });
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
