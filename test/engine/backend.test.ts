import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {root} from '../../operations/session';
import {useToolchain} from './toolchain';

const stack = 'backend-test';
let folder: string;

/** Runs a script where `~/.pulumi` is a folder of this test: Pulumi finds it whatever HOME says. */
function run(script: string): string {
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
      PULUMI_BACKEND_URL: 'file://~',
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

test("states in the user's own folder, file://~, are found and left to Pulumi", () => {
  const connections = `"${process.execPath}" -r ./host/door/register.cjs operations/main.ts connections --stack ${stack}`;
  expect(run(connections)).toBe(`stack: there is none, got "${stack}"; run ./platform up --stack ${stack}\n`);
  expect(run(`pulumi stack init ${stack} --non-interactive >/dev/null && ${connections}`)).toContain(
    `connections: stack ${stack} is not up; run ./platform up --stack ${stack}\n`,
  );
  expect(readdirSync(join(folder, 'pulumi/stacks/kailash'))).toContain(`${stack}.json`);
  expect(existsSync(join(folder, 'home/state'))).toBe(false);
});
