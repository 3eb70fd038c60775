import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Checkout, source} from './checkout';

let checkout: Checkout;

beforeEach(() => {
  checkout = new Checkout();
  checkout.real('node');
  checkout.program('npm', 'echo 11.0.0');
  checkout.program('pulumi', 'echo v3.259.0');
  checkout.program('pulumi-language-nodejs', 'exit 0');
});

afterEach(() => checkout.remove());

/** An engine of its own: no process, mount or network of the machine's engine is seen. */
const apart = (script: string): string[] => [
  'unshare',
  '--mount',
  '--net',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
  'sh',
  '-c',
  `mount -t tmpfs tmpfs /run && mkdir -p /var/lib/docker && mount -t tmpfs tmpfs /var/lib/docker && ${script}`,
  'sh',
];

/** Runs the whole program of this checkout, not only its door. */
const here = ['sh', '-c', `exec "${join(source, 'platform')}" "$@"`];

const realEngine = () => checkout.real('docker', 'dockerd', 'containerd', 'containerd-shim-runc-v2', 'docker-proxy');

test('an engine that was killed hard, with its pid files left, is started again', async () => {
  realEngine();
  const twice = `"$@" && kill -9 $(cat /run/docker.pid) $(cat /run/docker/containerd/containerd.pid) && sleep 1 &&
    ! docker version >/dev/null 2>&1 && [ -e /run/docker.pid ] && echo killed >&2 && "$@"`;
  const ended = await checkout.run(
    ['install'],
    {KAILASH_ENGINE_LOG: join(checkout.folder, 'dockerd.log')},
    apart(twice),
  );
  expect(
    ended.said
      .replace(/(\d+\.)+\d+[^\s,]*/g, 'N')
      .replace(/\(\/\S+\)/g, '(…)')
      .split('\n'),
  ).toEqual([
    'node: vN, already there (…), N s',
    'npm packages: as in package-lock.json, already there (node_modules), N s',
    'pulumi: N with its plugins, already there (…), N s',
    'engine: starting Docker …',
    'engine: Docker N from dockerd, done in N s',
    'installed: `./platform up` starts the services',
    'killed',
    'node: vN, already there (…), N s',
    'npm packages: as in package-lock.json, already there (node_modules), N s',
    'pulumi: N with its plugins, already there (…), N s',
    'engine: starting Docker …',
    'engine: removing /var/run/docker.pid, no such process runs',
    'engine: Docker N from dockerd, done in N s',
    'installed: `./platform up` starts the services',
    '',
  ]);
  expect(ended.status).toBe(0);
});

test('containers of an engine that was killed with their shims run again, without anyone cleaning up', async () => {
  realEngine();
  const script = `"$@" || exit 1
    tar -chf - /bin/sleep $(ldd /bin/sleep | grep -o '/[^ ]*') 2>/dev/null | docker import - sleeper >/dev/null || exit 2
    docker run --detach --network none --restart always --name sleeper sleeper /bin/sleep 3600 >/dev/null || exit 3
    for name in dockerd containerd containerd-shim; do
      for process in /proc/[0-9]*; do [ "$(cat $process/comm)" != $name ] || kill -9 \${process#/proc/}; done
    done 2>/dev/null
    sleep 1
    "$@" || exit 4
    for try in $(seq 120); do
      [ "$(docker inspect --format '{{.State.Running}}' sleeper)" != true ] || { docker rm --force sleeper >/dev/null; exit 0; }
      sleep 0.5
    done
    exit 5`;
  const log = join(checkout.folder, 'dockerd.log');
  const ended = await checkout.run(['install'], {KAILASH_ENGINE_LOG: log}, apart(`{ ${script}; }`));
  expect(ended.status, `${ended.said}\n${existsSync(log) ? readFileSync(log, 'utf8').slice(-4000) : ''}`).toBe(0);
});

test('an engine that is started knows the network variables of whoever started it, and no passphrase', async () => {
  realEngine();
  const script = `"$@" && tr '\\0' '\\n' </proc/$(cat /run/docker.pid)/environ`;
  const settings = {
    KAILASH_ENGINE_LOG: join(checkout.folder, 'dockerd.log'),
    PULUMI_CONFIG_PASSPHRASE: 'not for the engine',
    NO_PROXY: 'registry.example',
  };
  const {status, printed} = await checkout.run(['install'], settings, apart(script));
  expect(status).toBe(0);
  expect(printed).toMatch(/^NO_PROXY=registry\.example$/m);
  expect(printed).not.toMatch(/PASSPHRASE|KAILASH/);
});

test('everything there is a line per step, within seconds', async () => {
  checkout.program('docker', 'echo 24.0.7');
  const ended = await checkout.run(['install']);
  expect(ended.status).toBe(0);
  expect(ended.said.split('\n').map((line) => line.split(',')[0])).toEqual([
    `node: ${process.version}`,
    'npm packages: as in package-lock.json',
    'pulumi: 3.259.0 with its plugins',
    'engine: Docker 24.0.7',
    'installed: `./platform up` starts the services',
    '',
  ]);
  expect(ended.seconds).toBeLessThan(30);
});

test('an operation that only reads says nothing of what is there', async () => {
  checkout.program('docker', 'echo 24.0.7');
  const ended = await checkout.run(['status', '--json']);
  expect(ended).toMatchObject({status: 0, said: '', printed: `operation status --json on ${process.version}\n`});
});

test.each([
  [
    'that is too old',
    'echo 19.03.15',
    "engine: too old, got 19.03.15; needs Docker 20.10 or newer; upgrade it (Debian 12's docker.io will do), then run the same command again\n",
    {},
  ],
  [
    'that may not be used',
    'echo "permission denied while trying to connect" >&2; exit 1',
    /^engine: Docker runs, and you may not use it; run `sudo usermod -aG docker \S+` and log in again\n$/,
    {},
  ],
  [
    'at DOCKER_HOST that does not answer',
    'echo "Cannot connect" >&2; exit 1',
    'engine: no Docker engine answers at DOCKER_HOST, got "tcp://127.0.0.1:1"; start it, or unset DOCKER_HOST to use this machine\'s\n',
    {DOCKER_HOST: 'tcp://127.0.0.1:1'},
  ],
  [
    "of docker's context that does not answer",
    '[ "$1" != context ] || { echo desktop-linux; exit; }; echo "Cannot connect" >&2; exit 1',
    `engine: no Docker engine answers in docker's context, got "desktop-linux"; start it, or use this machine's: docker context use default, and unset DOCKER_CONTEXT\n`,
    {},
  ],
  [
    "of docker's context that is not there",
    'echo "Current context \\"nope\\" is not found on the file system, please check your config file" >&2; exit 1',
    `engine: no Docker engine answers in docker's context, got "nope"; start it, or use this machine's: docker context use default, and unset DOCKER_CONTEXT\n`,
    {},
  ],
])('an engine %s is one message', async (_what, docker, message, settings) => {
  checkout.program('docker', docker);
  const ended = await checkout.run(['status'], settings as Record<string, string>);
  expect(ended.said).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  expect(ended).toMatchObject({status: 1, printed: ''});
});

/** On a machine where the tests run as root, another user is one command away. */
const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

test('a machine without an engine and without apt is one message', async () => {
  const ended = await checkout.run(['status'], {}, apart('mount -t tmpfs tmpfs /usr/sbin && exec "$@"'));
  expect(ended.said).toBe(
    'engine: needs a Docker engine 20.10 or newer, and there is none, nor apt to install one with; install Docker Engine or ' +
      'Docker Desktop (with its WSL integration for this distribution), start it, then run the same command again\n',
  );
  expect(ended.status).toBe(1);
});

test('what needs root is said before sudo runs it', async () => {
  checkout.program('node', '[ "$1" != --version ] || echo v24.0.0');
  checkout.program('sudo', 'kill -TERM $PPID; sleep 1');
  checkout.program('apt-get', 'exit 1');
  checkout.giveTo(65534);
  const ended = await checkout.run(['status'], {}, [
    ...apart('mount -t tmpfs tmpfs /usr/sbin && exec "$@"'),
    ...asNobody,
  ]);
  const install = 'apt-get -q -y install --no-install-recommends docker.io ca-certificates iptables';
  expect(ended.said.replace(' apparmor', '')).toBe(
    `engine: installing docker.io with apt …\nsudo: ${install} (engine)\n`,
  );
  expect(ended.status).toBe(143);
});

test('without Node.js, doctor says what it can and changes nothing', async () => {
  const bare = new Checkout();
  try {
    const ended = await bare.run(['doctor']);
    expect(ended.said).toBe(
      'node: not found; needed: 22 or newer; run ./platform install\n' +
        'engine: no Docker engine answers; needed: 20.10 or newer; run ./platform install\n',
    );
    expect(ended.status).toBe(1);
    expect(existsSync(bare.cache)).toBe(false);
    expect(existsSync(join(bare.root, '.platform'))).toBe(false);
  } finally {
    bare.remove();
  }
});

test('without a Docker client, doctor prints its whole table', async () => {
  const ended = await checkout.run(['doctor', '--json'], {KAILASH_HOME: checkout.folder}, here);
  expect(ended.said).toBe('');
  const {rows} = JSON.parse(ended.printed) as {rows: {subject: string; found: string}[]};
  expect(rows.find(({subject}) => subject === 'Docker engine')?.found).toMatch(/^(none|installed, not running)$/);
  expect(rows.map(({subject}) => subject)).toEqual(
    expect.arrayContaining(['Node.js', 'Pulumi', 'memory', 'disk', 'kernel', 'clock', 'swap']),
  );
});

test('with a Pulumi that does not answer as it should, doctor prints its whole table, and says what it could not read', async () => {
  checkout.file('home/passphrase', 'secret');
  checkout.file('home/state/.pulumi/stacks/kailash/dev.json', '{}');
  const ended = await checkout.run(['doctor', '--json'], {KAILASH_HOME: join(checkout.root, 'home')}, here);
  expect(ended).toMatchObject({said: '', status: 1});
  const {rows} = JSON.parse(ended.printed) as {rows: {subject: string}[]};
  expect(rows.map(({subject}) => subject)).toEqual(expect.arrayContaining(['Node.js', 'memory', 'swap']));
  expect(rows.find(({subject}) => subject === 'stack dev')).toMatchObject({
    found: expect.stringContaining('JSON'),
    state: 'in the way',
    mend: 'look at the row Pulumi; run ./platform install',
  });
});

test('the door holds no lock while an operation runs', async () => {
  checkout.program('docker', 'echo 24.0.7');
  checkout.file(
    'operations/main.ts',
    'import {readdirSync, readlinkSync} from "node:fs";\nfor (const fd of readdirSync("/proc/self/fd")) try { console.log(readlinkSync("/proc/self/fd/" + fd)); } catch {}\n',
  );
  const ended = await checkout.run(['status']);
  expect(ended.printed).not.toContain('door.lock');
  expect(readFileSync(join(checkout.root, '.platform/door.lock'), 'utf8')).toBe('');
});
