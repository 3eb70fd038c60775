import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {eventually, redis, sql} from './clients';
import {filesWith} from './secrets-in-sight';
import {docker, LiveStack} from './stack';

const stack = new LiveStack('migration');
const marker = `marker-${randomBytes(12).toString('hex')}`;
const data = stack.named('postgres', 'data');
const kept = stack.named('postgres', 'data', 'plain');
const backing = join('/var/lib/kailash-platform/vaults', data);
const settings: Record<string, unknown> = {size: 'small'};

const options = (volume: string): unknown =>
  (JSON.parse(docker('volume', 'inspect', volume)) as {Options: unknown}[])[0]?.Options;

async function dataAreThere(): Promise<void> {
  expect(await sql(await stack.connection('postgres'), 'SELECT text FROM kept')).toEqual([{text: marker}]);
  expect(await redis(await stack.connection('redis'), ['GET', 'kept'])).toBe(marker);
}

beforeAll(async () => {
  const [postgres, cache] = await stack.prepare();
  Object.assign(settings, {postgres: {port: postgres}, redis: {port: cache}});
  await stack.must('up');
  await sql(await stack.connection('postgres'), `CREATE TABLE kept AS SELECT '${marker}' AS text`);
  await redis(await stack.connection('redis'), ['SET', 'kept', marker]);
});
afterAll(() => stack.clean());

it('refuses to migrate where plain volumes are wanted', async () => {
  expect(await stack.refused(['migrate-volume'])).toBe(
    "migrate-volume: the stack's volumes are meant to be plain, got encryption: off; write encryption: required into Pulumi.live-migration.yaml first",
  );
});

it('refuses an update with encryption over plain volumes, with the way to migrate, and goes on serving', async () => {
  stack.settle({...settings, encryption: 'required'});
  const advice = (service: string) =>
    `  volume ${stack.named(service, 'data')}: holds data outside of a vault, and encryption is required; run ./platform migrate-volume --stack live-migration, which copies its data into a vault and keeps it until told`;
  expect(await stack.refused(['up'])).toBe(['up: in the way:', advice('postgres'), advice('redis')].join('\n'));
  expect(await stack.refused(['migrate-volume', 'redis'])).toBe(
    'migrate-volume: one update makes all vaults, and others are plain too, got postgres; leave the service out',
  );
  await dataAreThere();
});

it('is cut off while it works, and loses nothing', async () => {
  const running = stack.start(['migrate-volume']);
  await eventually(async () => {
    if (!['importing', 'imported'].some((file) => existsSync(join(backing, file)))) throw new Error('not yet');
  }, 240_000);
  running.kill('SIGKILL');
  await running;
  expect(filesWith(marker, docker('volume', 'inspect', '--format', '{{.Mountpoint}}', kept))).toBeGreaterThan(0);
});

it('goes on when it is repeated: the data are there, in vaults', async () => {
  const {stdout} = await stack.must('migrate-volume');
  expect(stdout).toContain(
    `migrate-volume: ${data}, ${stack.named('redis', 'data')}: in vaults, compared file by file`,
  );
  expect(options(data)).toEqual({type: 'none', o: 'bind', device: `/var/lib/kailash-platform/open/${data}/data`});
  await dataAreThere();
  expect((await stack.must('up')).stdout).toContain('nothing to change');
  await dataAreThere();
});

it('keeps what was before until it is told to delete it', async () => {
  expect(filesWith(marker, docker('volume', 'inspect', '--format', '{{.Mountpoint}}', kept))).toBeGreaterThan(0);
  await sql(await stack.connection('postgres'), `INSERT INTO kept VALUES ('new')`);
  await stack.must('lock');
  expect(await stack.refused(['migrate-volume', 'postgres', '--delete-old'])).toBe(
    `vault: ${data}: closed; open it with its key`,
  );
  await stack.must('unlock');
  await eventually(() => stack.must('migrate-volume', '--delete-old'));
  expect(stack.inEngine().volumes).toHaveLength(2);
  expect(await sql(await stack.connection('postgres'), 'SELECT text FROM kept')).toEqual([
    {text: marker},
    {text: 'new'},
  ]);
});

it('left nothing of the data readable in the backing of the vault', async () => {
  docker('exec', stack.named('postgres'), 'psql', '-XqU', 'postgres', '-c', 'CHECKPOINT');
  expect(filesWith(marker, `/var/lib/kailash-platform/open/${data}/data`)).toBeGreaterThan(0);
  await stack.must('lock');
  execFileSync('sync');
  expect(readdirSync(backing)).toContain('imported');
  expect(filesWith(marker, backing)).toBe(0);
});
