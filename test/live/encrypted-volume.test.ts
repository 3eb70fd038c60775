import {execFileSync, spawnSync} from 'node:child_process';
import {symlinkSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Stack} from '@pulumi/pulumi/automation';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {lockVaults, unlockVaults, vaultsIn} from '../../operations/vaults';
import {type ProgramFolder, programFolder, stackOf} from '../engine/program-folder';
import {filesWith} from './secrets-in-sight';

const root = resolve(__dirname, '../..');
const image = 'volume-test-shell';
const container = 'volume-test-test-store';
const volume = 'volume-test-test-store-data';
const other = 'volume-test-test-store-other';
const marker = 'MARKER-written-by-a-container-into-its-volume';
const stackName = {project: 'volume-test', stack: 'test'};

const sh = (script: string, ...args: string[]) =>
  execFileSync('sh', ['-ec', script, 'sh', ...args], {encoding: 'utf8', cwd: root});
const docker = (...args: string[]) => spawnSync('docker', args, {encoding: 'utf8'});
const vault = (...args: string[]) => spawnSync('host/vault', args, {encoding: 'utf8', cwd: root});
const inside = (script: string) => docker('run', '--rm', '--volume', `${volume}:/data`, image, '/bin/sh', '-c', script);

const program = `require('${root}/host/door/register.cjs');
const {EncryptedVolume} = require('${root}/components/targets/docker/encrypted-volume.ts');
const stack = {project: 'volume-test', stack: 'test'};
for (const volume of process.env.VOLUMES.split(' ')) {
  new EncryptedVolume('store-' + volume, {stack, service: 'store', volume, sizeMiB: 64, method: 'fscrypt', owner: '999:999'});
}
`;

let made: ProgramFolder;
let stack: Stack;

const up = (volumes = 'data') => {
  stack.workspace.envVars = {...stack.workspace.envVars, VOLUMES: volumes};
  return stack.up({color: 'never'});
};
const vaults = async () => vaultsIn((await stack.exportStack()).deployment);

function clean(): void {
  docker('rm', '--force', container);
  docker('volume', 'rm', volume, other);
  sh('host/deliver remove volume-test-test');
  for (const name of [volume, other]) {
    vault('close', name);
    vault('delete', name);
  }
}

beforeAll(async () => {
  clean();
  expect(vault('install', 'fscrypt').stderr).toBe('');
  // The smallest image that can write a file: this machine's shell with its libraries.
  sh('tar -ch /bin/sh $(ldd /bin/sh | grep -o "/[^ ]*") 2>/dev/null | docker import - "$1"', image);
  made = programFolder({
    'Pulumi.yaml': 'name: volume-test\nruntime: {name: nodejs, options: {typescript: false}}\n',
    'package.json': '{"name": "volume-test", "main": "index.js"}',
    'index.js': program,
  });
  symlinkSync(join(root, 'host'), join(made.folder, 'host'));
  stack = await stackOf(made);
  await up();
});

afterAll(() => {
  clean();
  docker('image', 'rm', image);
  made?.remove();
});

test('a container writes into the vault, and reads it again; an update that changes nothing says so', async () => {
  expect(inside(`echo ${marker} > /data/file`)).toMatchObject({status: 0, stderr: ''});
  expect(inside('read line < /data/file; echo "$line"').stdout).toBe(`${marker}\n`);
  expect((await up()).summary.resourceChanges).toEqual({same: 5});
});

test('after lock no container starts and nothing can be read; after unlock both are there again', async () => {
  sh(`printf '{"files":{},"uid":999,"gid":999}' | host/deliver put volume-test-test store`);
  const run = ['run', '--detach', '--name', container, '--volume', `${volume}:/data`, image];
  docker(...run, '/bin/sh', '-c', 'trap "exit 0" TERM; read line < /data/file; while :; do read -t 1 line; done');
  const said: string[] = [];
  const all = await vaults();
  await lockVaults(all, (line) => said.push(line));
  expect(said).toEqual([`${container}: stopped`, `vault: ${volume}: closed`]);
  expect(inside('echo in the clear > /data/file').stderr).toContain('failed to mount local volume');
  expect(filesWith(marker, `/var/lib/kailash-platform/vaults/${volume}`)).toBe(0);
  await unlockVaults(stackName, all, (line) => said.push(line));
  expect(said.slice(2)).toEqual([`vault: ${volume}: opened with fscrypt`, `${container}: started`]);
  expect(inside('read line < /data/file; echo "$line"').stdout).toBe(`${marker}\n`);
  docker('rm', '--force', container);
});

test('an update after a start of the machine opens what is closed', async () => {
  const state = await stack.exportStack();
  const text = JSON.stringify(state.deployment).replace(/("KAILASH_BOOT_ID":")[^"]+/g, '$1of-an-earlier-start');
  await stack.importStack({...state, deployment: JSON.parse(text)});
  vault('close', volume);
  expect((await up()).summary.resourceChanges).toEqual({same: 4, update: 1});
  expect(inside('read line < /data/file; echo "$line"').stdout).toBe(`${marker}\n`);
});

test('a plain volume of the same name is not adopted', async () => {
  docker('volume', 'create', other);
  await expect(up('data other')).rejects.toThrow(
    `volume ${other}: is there already, outside of its vault, got options "  "; run ./platform migrate-volume --stack test`,
  );
  expect(vault('status', other).stderr).toBe(`vault: ${other}: there is no such vault; create it\n`);
  docker('volume', 'rm', other);
  await up('data other');
  expect(JSON.parse(vault('status', other).stdout).state).toBe('open');
});

test('no key is in the state, in what the engine shows or in what the update printed', async () => {
  const keys = (await vaults()).map(({key}) => key);
  expect(keys).toHaveLength(2);
  const shown = docker('volume', 'inspect', volume, other).stdout;
  for (const key of keys) {
    expect(shown).not.toContain(key);
    expect(filesWith(key, made.folder)).toBe(0);
  }
});
