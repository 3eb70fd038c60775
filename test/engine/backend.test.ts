import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {root, statesIn} from '../../operations/session';
import {useToolchain} from './toolchain';

const stack = 'backend-test';
let folder: string;

/** Runs a script where `~/.pulumi` is a folder of this test: Pulumi finds it whatever HOME says. */
function run(script: string, backend = 'file://~'): string {
  const states = join(folder, 'pulumi');
  const own = join(userInfo().homedir, '.pulumi');
  mkdirSync(states, {recursive: true});
  mkdirSync(own, {recursive: true});
  const mount = ['unshare', ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), '--mount', 'sh', '-c'];
  const [command = '', ...words] = [...mount, `mount --bind "$0" "$1" && ${script}`, states, own];
  const {stdout, stderr} = spawnSync(command, words, {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      PULUMI_BACKEND_URL: backend,
      PULUMI_CONFIG_PASSPHRASE: 'only for this test',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      KAILASH_HOME: join(folder, 'home'),
    },
  });
  return stdout + stderr;
}

beforeAll(() => {
  useToolchain();
  folder = mkdtempSync(join(tmpdir(), 'backend-'));
});
afterAll(() => {
  rmSync(join(root, `Pulumi.${stack}.yaml`), {force: true});
  rmSync(folder, {recursive: true, force: true});
});

const connections = `"${process.execPath}" -r ./host/door/register.cjs operations/main.ts connections --stack ${stack}`;

test("states in the user's own folder, file://~, are found and left to Pulumi", () => {
  expect(run(connections)).toBe(`stack: there is none, got "${stack}"; run ./platform up --stack ${stack}\n`);
  expect(run(`pulumi stack init ${stack} --non-interactive >/dev/null && ${connections}`)).toContain(
    `connections: stack ${stack} is not up; run ./platform up --stack ${stack}\n`,
  );
  expect(readdirSync(join(folder, 'pulumi/stacks/kailash'))).toContain(`${stack}.json`);
  expect(existsSync(join(folder, 'home/state'))).toBe(false);
});

test('a state whose attributes were being written when Pulumi was killed is told as what it is', () => {
  const attributes = join(folder, `pulumi/stacks/kailash/${stack}.json.attrs`);
  truncateSync(attributes);
  expect(run(connections)).toBe(
    `stack ${stack}: its state can't be read, as Pulumi was killed while it wrote the file of attributes beside it; the state itself is whole: delete .pulumi/stacks/kailash/${stack}.json.attrs in the folder of states\n`,
  );
  rmSync(attributes);
  expect(run(connections)).toBe(`connections: stack ${stack} is not up; run ./platform up --stack ${stack}\n`);
});

test('our own folder of states has no such attributes', () => {
  rmSync(join(root, `Pulumi.${stack}.yaml`), {force: true});
  const states = join(folder, 'home/state');
  mkdirSync(states, {recursive: true});
  run(`pulumi stack init ${stack} --non-interactive >/dev/null`, statesIn(join(folder, 'home')));
  const written = readdirSync(states, {recursive: true, encoding: 'utf8'});
  expect(written).toContain(`.pulumi/stacks/kailash/${stack}.json`);
  expect(written.filter((name) => name.endsWith('.attrs'))).toEqual([]);
});
