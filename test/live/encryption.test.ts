import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {execa} from 'execa';
import {Client} from 'pg';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {planOf} from '../../operations/autostart';
import {unit} from '../../operations/autostart/files';
import {tlsOf} from '../../probes/probe';
import {docker, LiveStack} from './stack';

const stack = new LiveStack('encryption');
const marker = `marker-${randomBytes(12).toString('hex')}`;
const vaults = '/var/lib/kailash-platform/vaults';

/** Whether a text stands in one of the files below a folder, read as root where they lie. */
function inFiles(text: string, folder: string): boolean {
  try {
    execFileSync('grep', ['-rqaF', text, folder], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
}

const client = async (): Promise<Client> => {
  const connection = await stack.connection('postgres');
  const {host, port, username: user, password, database} = connection;
  const made = new Client({host, port, user, password, database, ssl: tlsOf(connection)});
  await made.connect();
  return made;
};

const read = async (): Promise<unknown> => {
  const postgres = await client();
  try {
    return (await postgres.query('SELECT text FROM kept')).rows;
  } finally {
    await postgres.end();
  }
};

/** Runs what `./platform autostart on` gives to systemd, in the environment that systemd gives to it (systemd.exec(5)). */
async function boot() {
  const {text} = unit(planOf(stack.stack, 'file', stack.environment()));
  const own = [...text.matchAll(/^Environment="(\w+)=(.*)"$/gm)].map(([, name = '', value = '']) => [name, value]);
  const env = {
    ...Object.fromEntries(own),
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    CREDENTIALS_DIRECTORY: stack.home,
  };
  const line = /^ExecStart=(.*)$/m.exec(text)?.[1] ?? '';
  return await execa('sh', ['-c', line], {cwd: '/', env, extendEnv: false, reject: false, all: true, stdin: 'ignore'});
}

beforeAll(async () => {
  await stack.prepare({encryption: 'required', redis: {enabled: false}});
  await stack.must('up');
  const postgres = await client();
  await postgres.query('CREATE TABLE kept (text text)');
  await postgres.query('INSERT INTO kept VALUES ($1)', [marker]);
  await postgres.end();
  docker('exec', stack.named('postgres'), 'psql', '-XqU', 'postgres', '-c', 'CHECKPOINT');
});
afterAll(() => stack.clean());

it('keeps the data in a vault that the volume is bound to', () => {
  const [volume] = JSON.parse(docker('volume', 'inspect', stack.named('postgres', 'data'))) as {Options: unknown}[];
  expect(volume?.Options).toEqual({
    type: 'none',
    o: 'bind',
    device: `/var/lib/kailash-platform/open/${stack.named('postgres', 'data')}/data`,
  });
});

it('shows the marker in the open vault, which proves that the search finds it', () => {
  expect(inFiles(marker, `/var/lib/kailash-platform/open/${stack.named('postgres', 'data')}/data`)).toBe(true);
});

it('locks: the container stops, no byte of the marker is in the backing files, and the container cannot start', async () => {
  await stack.must('lock');
  expect(docker('inspect', '--format', '{{.State.Status}}', stack.named('postgres'))).toBe('exited');
  const backing = join(vaults, stack.named('postgres', 'data'));
  expect(readdirSync(backing).length).toBeGreaterThan(0);
  expect(inFiles(marker, backing)).toBe(false);
  expect(() => docker('start', stack.named('postgres'))).toThrow();
});

it('unlocks, and the data are there again', async () => {
  await stack.must('unlock');
  const {all} = await stack.must('up');
  expect(all).toContain('nothing to change');
  expect(await read()).toEqual([{text: marker}]);
});

it('changes the keys while the database goes on, and refuses the old ones', async () => {
  const started = docker('inspect', '--format', '{{.State.StartedAt}}', stack.named('postgres'));
  const {stdout} = await stack.must('rotate', '--vault-keys');
  expect(stdout).toMatch(
    /^rotate: 1 vault keys changed in [\d.]+ s; the old ones are refused, no data was rewritten$/m,
  );
  expect(docker('inspect', '--format', '{{.State.StartedAt}}', stack.named('postgres'))).toBe(started);
  expect(await read()).toEqual([{text: marker}]);
  expect((await stack.must('up')).all).toContain('nothing to change');
});

it('opens a vault that a cut off change of keys left with the old one, and finishes that', async () => {
  const {passwords} = await stack.secrets();
  const [old, now] = [passwords['postgres-data-key'] ?? '', passwords['postgres-data-key-2'] ?? ''];
  const name = stack.named('postgres', 'data');
  execFileSync('host/vault', ['rekey', name], {input: `${now}\n${old}\n`});
  await stack.must('lock');
  await stack.must('unlock');
  await stack.must('lock');
  await stack.forgetStart();
  await stack.must('up');
  expect(await read()).toEqual([{text: marker}]);
  expect(() => execFileSync('host/vault', ['open', name], {input: old, stdio: ['pipe', 'ignore', 'ignore']})).toThrow();
});

it('says what to do where the state with the keys is lost, touches nothing, and goes on when it is back', async () => {
  const [state, away] = [join(stack.home, 'state'), join(stack.home, 'state-away')];
  renameSync(state, away);
  const refused = await stack.refused(['up']);
  expect(refused).toContain(
    `vault: ${stack.named('postgres', 'data')}: neither key fits; nothing was changed, give the right ones`,
  );
  expect(refused).toContain('bring back the newest copy, then run ./platform adopt --stack live-encryption;');
  rmSync(state, {recursive: true});
  renameSync(away, state);
  await stack.must('adopt');
  expect(await read()).toEqual([{text: marker}]);
});

it('comes back when the machine starts, with no more than the unit has', async () => {
  await stack.must('lock');
  docker('stop', ...stack.inEngine().containers);
  execFileSync('host/deliver', ['remove', stack.named()]);
  await stack.forgetStart();
  const {exitCode, all} = await boot();
  expect(exitCode, all).toBe(0);
  expect(await read()).toEqual([{text: marker}]);
});

it('deletes the vaults with the data, one that no volume tells of too', async () => {
  const orphan = stack.named('redis', 'data');
  execFileSync('host/vault', ['create', orphan, '--size', '32', '--sparse'], {input: 'k'.repeat(32), stdio: 'pipe'});
  await stack.must('down', '--delete-data', '--yes-delete', stack.stack);
  for (const name of [stack.named('postgres', 'data'), orphan])
    expect(existsSync(join(vaults, name)), name).toBe(false);
  expect(stack.inEngine()).toEqual({containers: [], networks: [], volumes: []});
});
