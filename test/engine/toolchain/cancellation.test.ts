import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {afterEach, describe, expect, test} from 'vitest';
import {type ProgramFolder, programFolder, stackOf} from '../program-folder';

const hangs = `const {local} = require('@pulumi/command');
const fs = require('node:fs');
new local.Command('slow', {create: 'sleep 600 & touch ' + __dirname + '/command-runs; sleep 600'});
setTimeout(() => {}, 600_000);
fs.writeFileSync(__dirname + '/program-runs', '');
`;
let made: ProgramFolder | undefined;
let cli: ChildProcess | undefined;

/** The processes that have the program's folder in their environment: everything the engine started, and itself. */
const processes = (): number[] =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      const ours = /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`${made?.folder}/`);
      const zombie = ours && /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      return ours && !zombie ? [Number(pid)] : [];
    } catch {
      return []; // gone meanwhile, or another user's
    }
  });
const locks = (): string[] => {
  const folder = join(made?.folder ?? '', 'state/.pulumi/locks');
  return existsSync(folder)
    ? readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter((f) => /json$/.test(f))
    : [];
};
const until = async (what: string, holds: () => boolean, seconds: number) => {
  for (const end = Date.now() + seconds * 1000; !holds(); await pause(100)) {
    if (Date.now() > end) throw new Error(`${what}: not so after ${seconds} s`);
  }
};

/** Starts an update of a program that hangs, beside a command that hangs, and waits until both run. */
const start = async () => {
  made = programFolder({
    'Pulumi.yaml': 'name: cancel-test\nruntime: nodejs\n',
    'package.json': '{"name": "cancel-test", "dependencies": {"@pulumi/command": "1.2.1"}}',
    'index.js': hangs,
  });
  const {folder} = made;
  await stackOf(made);
  const args = ['up', '--yes', '--skip-preview', '--stack', 'test', '--non-interactive', '--color', 'never'];
  cli = spawn('pulumi', args, {cwd: folder, env: {...process.env, ...made.env}, stdio: 'ignore', detached: true});
  const runs = () => ['program-runs', 'command-runs'].every((file) => existsSync(join(folder, file)));
  await until('program and command run', runs, 200);
  return cli;
};

afterEach(() => {
  for (const pid of processes()) process.kill(pid, 'SIGKILL');
  made?.remove();
});

describe('a cancelled update', () => {
  test('leaves no process and no lock after one interrupt', async () => {
    const child = await start();
    expect(locks()).toHaveLength(1);
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = await exited;
    expect(code).not.toBe(0);
    expect(locks()).toEqual([]);
    await until('no process is left', () => processes().length === 0, 60);
  });

  test('leaves no process when the engine is killed', async () => {
    const child = await start();
    child.kill('SIGKILL');
    await until('no process is left', () => processes().length === 0, 60);
  });
});
