import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {hostname, totalmem, userInfo} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {labelPrefix} from '../../components/core/names';
import {docker, LiveStack, preparationMs} from './stack';

const stack = new LiveStack('obstacles');
const ports = {postgres: 0, redis: 0};
const plain = () => ({size: 'small', postgres: {port: ports.postgres}, redis: {port: ports.redis}});

/** What is not the stack's, under names that the stack would use. */
const names = {
  container: stack.named('gateway'),
  network: stack.named('redis'),
  volume: stack.named('postgres', 'data'),
};

function removeForeign(): void {
  docker('rm', '--force', names.container);
  for (const kind of ['network', 'volume'] as const)
    if (docker(kind, 'ls', '--format', '{{.Name}}').split('\n').includes(names[kind])) docker(kind, 'rm', names[kind]);
}

const fullDisk = join(stack.home, 'full');
const asRoot = (...words: string[]) =>
  spawnSync('env', [...(process.getuid?.() === 0 ? [] : ['sudo', '-n']), ...words], {encoding: 'utf8'});

beforeAll(async () => {
  asRoot('umount', '--lazy', fullDisk);
  [ports.postgres = 0, ports.redis = 0] = await stack.prepare();
  removeForeign();
}, preparationMs);
beforeEach(() => stack.settle(plain()));
afterAll(() => {
  removeForeign();
  stack.clean();
});

describe('a stack that was never up', () => {
  test.each(['status', 'connections', 'down', 'unlock-state'])('is not known to %s', async (operation) => {
    expect(await stack.refused([operation])).toBe(
      'stack: there is none, got "live-obstacles"; run ./platform up --stack live-obstacles',
    );
  });
});

test('a preview touches nothing in the engine, also where the state is lost, and says what up would do', async () => {
  const image = docker('images', '--filter', 'dangling=false', '--quiet').split('\n')[0] ?? '';
  const labels = ['project=kailash', `stack=${stack.stack}`].flatMap((l) => ['--label', `${labelPrefix}.${l}`]);
  try {
    docker('create', '--name', names.container, ...labels, '--entrypoint', 'true', image);
    docker('network', 'create', ...labels, names.network);
    const before = stack.inEngine();
    expect([before.containers.length, before.networks.length]).toEqual([1, 1]);
    // As in a company: a proxy that knows nothing of this machine, where Pulumi's parts talk to each other.
    const proxies = {http_proxy: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9', no_proxy: '', NO_PROXY: ''};
    const {exitCode, stdout, all} = await stack.platformWith(proxies, 'up', '--preview');
    expect(exitCode, all).toBe(0);
    expect(stdout).toContain(
      'the state of this stack is lost: up removes its 1 containers and 1 networks, keeps its data and gives them new passwords',
    );
    expect(stack.inEngine()).toEqual(before);
  } finally {
    removeForeign();
  }
});

describe('settings', () => {
  const keys = /^size, images, mirror, encryption, encryptionReason, dnsNames, authority, .*postgres, redis/;

  test('with a typing error and a wrong type are refused, all problems at once', async () => {
    stack.settle({size: 'tiny', encription: 'off', postgres: {port: 'many', maxConections: 5}});
    const lines = (await stack.refused(['up'])).split('\n');
    expect(lines[0]).toBe('Pulumi.live-obstacles.yaml: 4 problems');
    expect(lines).toContain('  size: not allowed, got "tiny"; write one of small, medium, large');
    expect(lines).toContain('  postgres.port: not a number, got "many"; write a number');
    const unknown = lines.filter((line) => line.includes('unknown setting; remove it, or write one of '));
    expect(unknown.map((line) => line.split(':')[0]?.trim()).sort()).toEqual(['encription', 'postgres.maxConections']);
    expect(unknown.find((line) => line.startsWith('  encription'))?.split('write one of ')[1]).toMatch(keys);
  });

  test("for more memory than the machine's are refused with the numbers", async () => {
    stack.settle({...plain(), postgres: {port: ports.postgres, memoryMiB: 100_000_000}});
    const machine = Math.floor(totalmem() / 2 ** 20);
    expect(await stack.refused(['up'])).toBe(
      `Pulumi.live-obstacles.yaml: 1 problem\n  size: the services' memory limits add up to ${100_000_000 + 256 + 128} MiB, more than 80 % of this machine's ${machine} MiB; ` +
        'choose a smaller size, turn a service off, or lower memoryMiB of a service',
    );
  });
});

test('a port in use is named with the process that holds it', async () => {
  const program = `require('net').createServer().listen(${ports.redis}, '127.0.0.1', () => console.log('listens'))`;
  const child = spawn(process.execPath, ['-e', program], {stdio: ['ignore', 'pipe', 'inherit']});
  try {
    await once(child.stdout, 'data');
    expect(await stack.refused(['up'])).toMatch(
      new RegExp(
        `^up: in the way:\\n {2}redis\\.port: ${ports.redis} is in use, by node \\(process ${child.pid}\\); ` +
          `stop that, or give redis another port: redis: \\{port: ${ports.redis + 10_000}\\}$`,
      ),
    );
  } finally {
    child.kill('SIGKILL');
  }
});

test('a port that a container publishes is named with that container', async () => {
  const image =
    docker('images', '--filter', 'dangling=false', '--quiet', 'kailash-platform/redis').split('\n')[0] ?? '';
  const name = `${stack.stack}-publisher`;
  docker(
    'run',
    '--detach',
    '--name',
    name,
    '--publish',
    `127.0.0.1:${ports.redis}:1`,
    '--entrypoint',
    'sleep',
    image,
    '600',
  );
  try {
    expect(await stack.refused(['up'])).toBe(
      `up: in the way:\n  redis.port: ${ports.redis} is in use, by the container ${name}; ` +
        `stop that, or give redis another port: redis: {port: ${ports.redis + 10_000}}`,
    );
  } finally {
    docker('rm', '--force', name);
  }
});

test('an engine that does not answer is said at once', async () => {
  expect(await stack.refused(['up'], {DOCKER_HOST: 'unix:///nonexistent/docker.sock'})).toMatch(
    /^engine: does not answer, got ".*unix:\/\/\/nonexistent\/docker\.sock.*"; start it \(\.\/platform install\) or set DOCKER_HOST$/,
  );
});

test('an up that is interrupted before it changes anything says so at once', async () => {
  const socket = join(stack.home, 'silent.sock');
  const asked = createServer();
  asked.listen(socket);
  try {
    const running = stack.start(['up'], {DOCKER_HOST: `unix://${socket}`});
    await once(asked, 'connection');
    running.kill('SIGINT');
    const {exitCode, stderr} = await running;
    expect([exitCode, stderr]).toEqual([130, 'up: interrupted; ./platform up goes on from there']);
  } finally {
    asked.close();
  }
});

test('a volume, a network and a container of the same names that are not ours are left alone', async () => {
  const image = docker('images', '--filter', 'dangling=false', '--quiet').split('\n')[0] ?? '';
  try {
    docker('volume', 'create', names.volume);
    docker('network', 'create', names.network);
    docker('create', '--name', names.container, '--entrypoint', 'true', image);
    const line = (kind: 'container' | 'network' | 'volume') =>
      `  ${kind} ${names[kind]}: exists, and is not of this stack; remove it (docker ${kind === 'container' ? 'rm' : `${kind} rm`} ${names[kind]}) or use another --stack name`;
    expect(await stack.refused(['up'])).toBe(
      ['up: in the way:', line('container'), line('network'), line('volume')].join('\n'),
    );
  } finally {
    removeForeign();
  }
});

test('a full disk is said before anything is written to it', async () => {
  const bin = join(stack.home, 'bin');
  mkdirSync(fullDisk, {recursive: true});
  mkdirSync(bin, {recursive: true});
  const real = execFileSync('sh', ['-c', 'command -v docker'], {encoding: 'utf8'}).trim();
  // The engine's own disk can't be filled here: this one says that its data lie on a small one.
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh\ncase "$1" in info) echo '${fullDisk}' ;; *) exec '${real}' "$@" ;; esac\n`,
  );
  chmodSync(join(bin, 'docker'), 0o755);
  expect(asRoot('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', fullDisk)).toMatchObject({status: 0});
  try {
    expect(await stack.refused(['up'], {PATH: `${bin}:${stack.environment().PATH}`})).toBe(
      `up: in the way:\n  disk: 1 MiB free in ${fullDisk}, less than 2048 MiB; make room (docker system df shows what the engine holds)`,
    );
  } finally {
    asRoot('umount', fullDisk);
  }
});

test('a stack that is not up has no connections', async () => {
  expect(await stack.refused(['connections'])).toBe(
    'connections: stack live-obstacles is not up; run ./platform up --stack live-obstacles',
  );
});

test('a wrong passphrase is told, with what to do', async () => {
  expect(await stack.refused(['up'], {PULUMI_CONFIG_PASSPHRASE: 'wrong'})).toBe(
    'passphrase: does not open this stack; give the one that it was made with in PULUMI_CONFIG_PASSPHRASE_FILE (a file, mode 0600)',
  );
});

test('a state that a dead run locked is told, and unlock-state opens it', async () => {
  const folder = join(stack.home, 'state/.pulumi/locks/organization/kailash', stack.stack);
  const lock = join(folder, '0b2ac5d1-3c65-4a0c-9e0e-3a0a5a3f9c11.json');
  mkdirSync(folder, {recursive: true});
  const owner = {pid: 1, username: userInfo().username, hostname: hostname(), timestamp: new Date().toISOString()};
  writeFileSync(lock, JSON.stringify(owner));
  expect(await stack.refused(['up'])).toBe(
    'stack live-obstacles: locked by another run; wait for it, or if none is running: ./platform unlock-state --stack live-obstacles',
  );
  const {stdout} = await stack.must('unlock-state');
  expect(stdout).toBe('stack live-obstacles: not locked any more; ./platform up finishes what was begun');
  expect(existsSync(lock)).toBe(false);
});

test('none of this left anything in the engine', () => {
  expect(stack.inEngine()).toEqual({containers: [], networks: [], volumes: []});
});
