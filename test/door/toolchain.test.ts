import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Checkout, source} from './checkout';
import {archive, ReleaseHost} from './release-host';

const version = '3.259.0';
const name = `pulumi-v${version}-linux-${process.arch === 'arm64' ? 'arm64' : 'x64'}.tar.gz`;

let checkout: Checkout;
let host: ReleaseHost;

beforeEach(() => {
  checkout = new Checkout();
  checkout.real('node', 'curl');
  checkout.program('npm', 'echo 11.0.0');
  const plugins = join(checkout.folder, 'plugins');
  const pulumi = `if [ "$1" = version ]; then echo v${version}; else echo "$*" >>${plugins}; fi`;
  host = new ReleaseHost(
    {[name]: archive({'pulumi/pulumi': pulumi, 'pulumi/pulumi-language-nodejs': 'exit 0'})},
    `pulumi-${version}-checksums.txt`,
  );
});

afterEach(() => {
  host.close();
  checkout.remove();
});

const settings = async () => ({KAILASH_PULUMI_RELEASES: await host.url(), KAILASH_SILENCE_SECONDS: '3'});

const pinned = (plugin: string): string =>
  JSON.parse(readFileSync(join(source, `node_modules/@pulumi/${plugin}/package.json`), 'utf8')).version;

test("the vendor's Pulumi is taken with the plugins that the program was written for, and is there the next time", async () => {
  const first = await checkout.run(['policies'], await settings());
  expect(first.said).toMatch(
    /^pulumi: 3\.259\.0 from the vendor's release …\npulumi: 3\.259\.0 with its plugins from the vendor's release, done in \d+\.\d s\n$/,
  );
  expect(first.status).toBe(0);
  expect(readFileSync(join(checkout.folder, 'plugins'), 'utf8').trim().split('\n')).toEqual(
    ['docker', 'random', 'command', 'tls'].map((plugin) => `plugin install resource ${plugin} ${pinned(plugin)}`),
  );
  expect(await checkout.run(['policies'], await settings())).toMatchObject({status: 0, said: ''});
  expect(checkout.cached()).toEqual(['pulumi']);
});

test('without a release Pulumi is built with the Go that is there, and put on the PATH', async () => {
  host.behaviour = 'wrong checksum';
  checkout.program('go', 'case $1 in version) echo go version go1.26.0 linux/amd64 ;; env) echo go1.26.0 ;; esac');
  const built = join(checkout.folder, 'built');
  checkout.script(
    'toolchain/build',
    `[ "$1" != --where ] || exit 1; mkdir -p ${built}; printf '#!/bin/sh\\necho built' >${built}/pulumi; chmod +x ${built}/pulumi; echo ${built}`,
  );
  checkout.file(
    'operations/main.ts',
    'import {execFileSync} from "node:child_process";\nconsole.log(execFileSync("pulumi").toString().trim());\n',
  );
  const ended = await checkout.run(['policies'], await settings());
  expect(ended).toMatchObject({status: 0, printed: 'built\n'});
  expect(ended.said.replaceAll(/\d+\.\d s/g, 'N s').split('\n')).toEqual([
    "pulumi: 3.259.0 from the vendor's release …",
    `pulumi: no release: "${await host.url()}/${name}" has the wrong checksum; it was thrown away`,
    'pulumi: building 3.259.0 and its plugins from Go modules; on two cores this takes about ten minutes …',
    'pulumi: 3.259.0 with its plugins from Go modules, done in N s',
    '',
  ]);
  expect(checkout.cached()).toEqual([]);
});

test('a Go that is too old and no way to a newer one is one message', async () => {
  checkout.program('go', 'echo go version go1.19.8 linux/amd64');
  const ended = await checkout.run(['policies', '--from-registries'], await settings());
  expect(ended.said).toContain('no way to it here');
  checkout.program('node', `exec "${process.execPath}" "$@"`);
  host.behaviour = 'nothing there';
  const again = await checkout.run(['policies'], await settings());
  expect(again.said.split('\n').slice(2)).toEqual([
    `go: needs Go 1.25.11 or newer to build Pulumi, and neither pip nor apt is there to get it; install Go or Pulumi ${version} yourself and put it on the PATH`,
    '',
  ]);
  expect(again.status).toBe(1);
  expect(checkout.cached()).toEqual([]);
});

test('a build that fails is one message, and status 1', async () => {
  host.behaviour = 'nothing there';
  checkout.program('go', 'case $1 in version) echo go version go1.26.0 linux/amd64 ;; env) echo go1.26.0 ;; esac');
  const ended = await checkout.run(['policies'], await settings());
  expect(ended.said).toContain(
    `toolchain: nothing to build with\npulumi: the build failed (its last lines are above); needs a Go module proxy: set GOPROXY for a mirror, then run the same command again; or install Pulumi ${version} yourself\n`,
  );
  expect(ended).toMatchObject({status: 1, printed: ''});
});

/** Whether a process is there and not only waits to be forgotten. */
const runs = (pid: string): boolean =>
  existsSync(`/proc/${pid}/status`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

test('an interrupted build ends with everything it started', async () => {
  checkout.program('go', 'case $1 in version) echo go version go1.26.0 linux/amd64 ;; env) echo go1.26.0 ;; esac');
  const grandchild = join(checkout.folder, 'grandchild');
  checkout.script(
    'toolchain/build',
    `[ "$1" != --where ] || exit 1; sleep 600 & echo $! >${grandchild}.part; mv ${grandchild}.part ${grandchild}; wait`,
  );
  const cached = join(checkout.cache, 'node/24.19.0/bin');
  mkdirSync(cached, {recursive: true});
  symlinkSync(process.execPath, join(cached, 'node'));
  writeFileSync(join(cached, 'npm'), '', {mode: 0o755});
  const {child, ended} = checkout.start(['policies', '--from-registries']);
  await expect.poll(() => existsSync(grandchild), {timeout: 60_000}).toBe(true);
  const pid = readFileSync(grandchild, 'utf8').trim();
  expect(runs(pid)).toBe(true);
  child.kill('SIGINT');
  expect((await ended).status).toBe(130);
  await expect.poll(() => runs(pid), {timeout: 60_000}).toBe(false);
  expect(checkout.cached()).toEqual(['node']);
});

test('an unknown operation and --help answer with the list, and install neither toolchain nor engine', async () => {
  for (const [args, status] of [
    [['nonsense'], 1],
    [['up', '--help'], 0],
    [['--help'], 0],
  ] as const) {
    const ended = await checkout.run(args, {}, ['sh', '-c', `exec "${join(source, 'platform')}" "$@"`]);
    expect(ended.said).not.toMatch(/pulumi:|engine:/);
    expect(ended.status).toBe(status);
    if (args[0] !== 'up') expect(ended.said + ended.printed).toMatch(/connections[\s\S]*doctor[\s\S]*test/);
  }
});
