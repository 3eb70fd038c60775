import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {eventually, redis, sql} from './clients';
import {docker, LiveStack, preparationMs} from './stack';

const stack = new LiveStack('repair');

beforeAll(() => stack.prepare(), preparationMs);
afterAll(() => stack.clean());

/** Lock files in the state. */
function locks(): string[] {
  const folder = join(stack.home, 'state/.pulumi/locks');
  return existsSync(folder)
    ? readdirSync(folder, {recursive: true})
        .map(String)
        .filter((name) => name.endsWith('.json'))
    : [];
}

/** Starts `up` or another operation, waits for a moment, and signals it. */
async function cutOff(
  signal: 'SIGKILL' | 'SIGINT',
  moment: (containersBefore: readonly string[]) => boolean,
  operation = 'up',
) {
  const before = stack.inEngine().containers;
  const running = stack.start([operation]);
  let ended = false;
  running.then(() => {
    ended = true;
  });
  await eventually(async () => {
    if (!ended && !moment(before)) throw new Error('the moment did not come');
  }, 240_000);
  expect(ended, `${operation} ended before it could be cut off`).toBe(false);
  running.kill(signal);
  return await running;
}

/** Rows and keys that have to outlive everything below. */
async function dataAreThere(): Promise<void> {
  expect(await sql(await stack.connection('postgres'), 'SELECT word FROM kept')).toEqual([{word: 'still here'}]);
  expect(await redis(await stack.connection('redis'), ['GET', 'kept'])).toBe('still here');
}

describe('an up that was cut off', () => {
  test('by Ctrl-C says that what was done is kept, and leaves no lock', async () => {
    const {exitCode, stderr} = await cutOff('SIGINT', () => stack.inEngine().networks.length > 0);
    expect(stderr).toContain('up: interrupted; what was done is kept, ./platform up goes on from there');
    expect(exitCode).toBe(1);
    expect(locks()).toEqual([]);
  });

  test.each([
    ['as soon as it has locked its state', () => locks().length > 0],
    [
      'while it creates containers',
      (before: readonly string[]) => stack.inEngine().containers.some((id) => !before.includes(id)),
    ],
  ])('by a kill %s leaves a mark for the next one', async (_, moment) => {
    const {signal} = await cutOff('SIGKILL', moment);
    expect(signal).toBe('SIGKILL');
    expect(existsSync(join(stack.home, `running-${stack.stack}`))).toBe(true);
  });

  test('is gone on with by the next one, which says what was left and removes the lock', async () => {
    const volumes = stack.inEngine().volumes;
    const {stdout} = await stack.must('up');
    expect(stdout).toContain('the run before was cut off: its lock is removed');
    expect(stdout).toMatch(/^postgres +healthy /m);
    expect(stdout).toMatch(/^redis +healthy /m);
    expect(locks()).toEqual([]);
    expect(existsSync(join(stack.home, `running-${stack.stack}`))).toBe(false);
    expect(stack.inEngine().volumes).toEqual(expect.arrayContaining(volumes));
    await sql(
      await stack.connection('postgres'),
      "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')",
    );
    await redis(await stack.connection('redis'), ['SET', 'kept', 'still here']);
  });
});

test('up makes a removed container again and starts a stopped one, with their data', async () => {
  docker('rm', '--force', stack.named('redis'));
  docker('stop', stack.named('postgres'));
  const {stdout} = await stack.must('up');
  expect(stdout).toMatch(/^postgres +healthy /m);
  expect(stdout).toMatch(/^redis +healthy /m);
  await dataAreThere();
});

test('a service that is turned off and on again has its data and passwords', async () => {
  const before = (await stack.connection('redis')).password;
  await stack.pulumi('config', 'set', '--path', 'kailash:redis.enabled', 'false');
  const {stdout} = await stack.must('up');
  expect(stdout).toContain(
    `redis: turned off; its data (volume ${stack.named('redis', 'data')}) and passwords are kept for when it is turned on again`,
  );
  expect(stdout).not.toMatch(/^redis +healthy /m);
  expect(docker('ps', '--all', '--format', '{{.Names}}').split('\n')).not.toContain(stack.named('redis'));
  expect((await stack.must('up')).stdout).not.toContain('turned off');
  await stack.pulumi('config', 'set', '--path', 'kailash:redis.enabled', 'true');
  await stack.must('up');
  await dataAreThere();
  expect((await stack.connection('redis')).password === before).toBe(true);
});

describe('services that are not well', () => {
  const mends =
    'Mend the cause and do ./platform up again: it repairs what is broken and keeps data; ./platform status shows the rest.';

  beforeAll(async () => {
    docker('pause', stack.named('postgres'));
    // Without this user the health check of the engine fails, while applications still get answers.
    const {passwords} = await stack.secrets();
    const admin = {...(await stack.connection('redis')), username: 'admin', password: passwords['redis-admin'] ?? ''};
    expect(await redis(admin, ['ACL', 'DELUSER', 'health'])).toBe(1);
    await eventually(async () => {
      if (docker('inspect', '--format', '{{.State.Health.Status}}', stack.named('redis')) !== 'unhealthy')
        throw new Error('redis is not unhealthy yet');
    }, 240_000);
  });

  test.each(['the first time', 'the second time'])(
    'make up red %s, each named with its error and last log lines',
    async () => {
      const stderr = await stack.refused(['up']);
      expect(stderr).toMatch(/^health gate: 2 of 2 services failed \(postgres, redis\)$/m);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(stderr).toMatch(/^postgres: container paused\n( {2}\| .*\n)+redis: container unhealthy/m);
      expect(stderr).toMatch(/^redis: container unhealthy.*\n( {2}\| .*\n)+Mend the cause/m);
      expect(stderr).toContain(mends);
    },
  );

  test('are told by status too', async () => {
    const {exitCode, stdout} = await stack.platform('status');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^postgres +paused .* no .*container paused$/m);
    expect(stdout).toMatch(/^redis +running +unhealthy .* no .*container unhealthy/m);
  });

  test('are green again once they are mended', async () => {
    docker('unpause', stack.named('postgres'));
    docker('restart', stack.named('redis'));
    const {stdout} = await stack.must('up');
    expect(stdout).toMatch(/^postgres +healthy /m);
    expect(stdout).toMatch(/^redis +healthy /m);
    await dataAreThere();
  });
});

describe('down', () => {
  test('that is interrupted says so, and leaves no lock and no process', async () => {
    const less = (before: readonly string[]) => stack.inEngine().containers.length < before.length;
    const {exitCode, stderr} = await cutOff('SIGINT', less, 'down');
    expect([exitCode, stderr]).toEqual([1, 'down: interrupted; the same command goes on from there']);
    expect(locks()).toEqual([]);
    await stack.must('up');
    await dataAreThere();
  });

  test('keeps data and passwords for the next up', async () => {
    const before = (await stack.connection('postgres')).password;
    const {stdout} = await stack.must('down');
    expect(stdout).toBe(
      'stack live-repair: removed; data (2 volumes) and passwords are kept, ./platform up brings it back, ./platform down --delete-data deletes them',
    );
    expect(stack.inEngine()).toMatchObject({containers: [], networks: []});
    await stack.must('up');
    await dataAreThere();
    expect((await stack.connection('postgres')).password === before).toBe(true);
  });

  test('deletes no data without the right name', async () => {
    const wrong = await stack.platform('down', '--delete-data', '--yes-delete', 'dev');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toBe(
      'down: not confirmed, got "dev"; give the stack\'s name "live-repair" (scripts: --yes-delete live-repair)',
    );
    const silent = await stack.platform('down', '--delete-data');
    expect(silent.exitCode).toBe(1);
    expect(silent.stderr).toBe(
      "down: --delete-data asks for the stack's name, and there is no terminal; use --yes-delete <name>",
    );
    expect(stack.inEngine().volumes).toHaveLength(2);
    await dataAreThere();
  });

  test('deletes everything with the right name', async () => {
    const {stdout} = await stack.must('down', '--delete-data', '--yes-delete', stack.stack);
    expect(stdout).toBe('stack live-repair: deleted, with 2 volumes of data');
    expect(stack.inEngine()).toEqual({containers: [], networks: [], volumes: []});
    expect(existsSync(stack.filesFolder)).toBe(false);
    const {stderr} = await stack.platform('status');
    expect(stderr).toBe('stack: there is none, got "live-repair"; run ./platform up --stack live-repair');
  });
});
