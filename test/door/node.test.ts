import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Checkout} from './checkout';
import {archive, type Behaviour, ReleaseHost} from './release-host';

const version = '24.19.0';
const machine = process.arch === 'arm64' ? 'arm64' : 'x64';
const name = `node-v${version}-linux-${machine}`;

/** On a machine where the tests run as root, another user is one command away. */
const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

let checkout: Checkout;
let host: ReleaseHost;

beforeEach(() => {
  checkout = new Checkout();
  const files = {[`${name}/bin/node`]: `exec "${process.execPath}" "$@"`, [`${name}/bin/npm`]: 'echo 11.0.0'};
  host = new ReleaseHost({[`${name}.tar.gz`]: archive(files)}, 'SHASUMS256.txt');
});

afterEach(() => {
  host.close();
  checkout.remove();
});

const impatient = {KAILASH_ANSWER_SECONDS: '20', KAILASH_SILENCE_SECONDS: '3', KAILASH_DOWNLOAD_SECONDS: '20'};
const settings = async () => ({...impatient, KAILASH_NODE_RELEASES: await host.url()});

test.each(['curl', 'wget', 'python3'])('takes the release with %s, and has it the next time', async (client) => {
  checkout.real(client);
  const first = await checkout.run(['greet'], await settings());
  expect(first.said).toMatch(
    /^node: 24\.19\.0 from the vendor's release …\nnode: 24\.19\.0 from the vendor's release, done in \d+\.\d s\n$/,
  );
  expect(first).toMatchObject({status: 0, printed: `operation greet on ${process.version}\n`});
  expect(checkout.cached()).toEqual(['node']);
  const asked = host.asked.length;
  const second = await checkout.run(['greet'], await settings());
  expect(second).toMatchObject({status: 0, said: '', printed: `operation greet on ${process.version}\n`});
  expect(host.asked.length).toBe(asked);
});

test('writes down how long the step took and where it came from', async () => {
  checkout.real('curl');
  await checkout.run(['greet'], await settings());
  const [line = ''] = readFileSync(join(checkout.root, '.platform/setup.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(line)).toEqual({
    step: 'node',
    source: "the vendor's release",
    seconds: expect.any(Number),
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
});

test.each<[Behaviour, string]>([
  ['wrong checksum', `"BASE/${name}.tar.gz" has the wrong checksum; it was thrown away`],
  ['silent', '"BASE" did not answer in time'],
  ['stops in the middle', `"BASE/${name}.tar.gz" could not be downloaded within 20 s`],
  ['nothing there', '"BASE/SHASUMS256.txt" could not be read'],
])(
  'a host that is like this: %s: is one message that says what is needed, and nothing is left',
  async (behaviour, why) => {
    checkout.real('curl');
    host.behaviour = behaviour;
    const ended = await checkout.run(['greet'], await settings());
    const reason = why.replace('BASE', `${await host.url()}/v${version}`);
    expect(ended.said).toBe(
      `node: 24.19.0 from the vendor's release …
node: no release: ${reason}
node: needs Node.js 22 or newer, and there is no way to it here (vendor's release: ${reason}; package registry: no pip, and apt could not install one); install Node.js 22 or newer yourself and put it on the PATH, or set KAILASH_NODE_RELEASES to a mirror of the releases, or pip's index-url to a mirror
`,
    );
    expect(ended).toMatchObject({status: 1, printed: ''});
    expect(ended.seconds).toBeLessThan(60);
    expect(checkout.cached()).toEqual([]);
  },
);

test('a machine without any client to download with is told so', async () => {
  const ended = await checkout.run(['greet'], await settings());
  expect(ended.said).toContain('node: no release: no curl, wget or python3 to download with\n');
  expect(ended.status).toBe(1);
});

const until = async (condition: () => boolean): Promise<void> => {
  for (const end = Date.now() + 60_000; !condition(); ) {
    if (Date.now() > end) throw new Error('waited a minute in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a download that %s ends leaves nothing, and the next run works',
  async (signal) => {
    checkout.real('curl');
    host.behaviour = 'stops in the middle';
    const slow = {...(await settings()), KAILASH_SILENCE_SECONDS: '60', KAILASH_DOWNLOAD_SECONDS: '60'};
    const {child, ended} = checkout.start(['greet'], slow);
    await until(() => host.asked.length === 2);
    child.kill(signal);
    expect((await ended).status).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(checkout.cached()).toEqual([]);
    host.behaviour = 'good';
    expect(await checkout.run(['greet'], await settings())).toMatchObject({status: 0});
    expect(checkout.cached()).toEqual(['node']);
  },
);

test('what a killed run left is removed by the next', async () => {
  checkout.real('curl');
  host.behaviour = 'stops in the middle';
  const slow = {...(await settings()), KAILASH_SILENCE_SECONDS: '5', KAILASH_DOWNLOAD_SECONDS: '5'};
  const {child, ended} = checkout.start(['greet'], slow);
  await until(() => host.asked.length === 2);
  child.kill('SIGKILL');
  await ended;
  expect(checkout.cached()).toHaveLength(1);
  host.behaviour = 'good';
  expect(await checkout.run(['greet'], await settings())).toMatchObject({status: 0});
  expect(checkout.cached()).toEqual(['node']);
});

test('a Node.js on the PATH that is new enough is used, one that is too old is not', async () => {
  checkout.program('npm', 'echo 11.0.0');
  checkout.real('node');
  expect(await checkout.run(['greet'])).toMatchObject({status: 0, said: ''});
  checkout.program('node', 'echo v20.1.0');
  checkout.real('curl');
  expect((await checkout.run(['greet'], await settings())).said).toContain("from the vendor's release, done in");
});

test('--from-registries does not ask the release host, and gets a working npm from a real wheel', async () => {
  checkout.real('curl', 'python3', 'node', 'npm');
  const ended = await checkout.run(['greet', '--from-registries'], await settings());
  expect(ended.said).toMatch(
    /^node: 24\.19\.0 from the Python package registry …\nnode: 24\.19\.0 from the Python package registry, done in \d+\.\d s\n$/,
  );
  expect(ended).toMatchObject({status: 0, printed: 'operation greet on v24.19.0\n'});
  expect(host.asked).toEqual([]);
  expect(readdirSync(join(checkout.cache, 'node', version, 'bin'))).toContain('npx');
  expect(existsSync(join(checkout.cache, 'node', version, 'lib/node_modules/npm/bin/npm-cli.js'))).toBe(true);
});

test('a CA bundle that is named for one client holds for npm, pip and Node.js', async () => {
  const bundle = join(checkout.folder, 'company.pem');
  writeFileSync(bundle, '');
  checkout.real('node');
  checkout.program('npm', 'echo 11.0.0');
  checkout.file(
    'operations/main.ts',
    'console.log(["NODE_EXTRA_CA_CERTS", "PIP_CERT", "npm_config_cafile"].map((n) => process.env[n]).join());\n',
  );
  const none = {
    CURL_CA_BUNDLE: '',
    NODE_EXTRA_CA_CERTS: '',
    PIP_CERT: '',
    npm_config_cafile: '',
    REQUESTS_CA_BUNDLE: '',
  };
  const ended = await checkout.run(['greet'], {...none, SSL_CERT_FILE: bundle});
  expect(ended.printed).toBe(`${bundle},${bundle},${bundle}\n`);
});

test.each([
  ['is not set', (door: string) => ['env', '-u', 'HOME', door]],
  ['is empty', (door: string) => ['env', 'HOME=', door]],
  ['is relative', (door: string) => ['env', 'HOME=some/where', door]],
])(
  "a home that %s is the user's own, and settings of folders are whole paths wherever an operation runs",
  async (_, command) => {
    checkout.real('node');
    checkout.program('npm', 'echo 11.0.0');
    checkout.file(
      'operations/main.ts',
      'console.log(["HOME", "KAILASH_HOME", "KAILASH_CACHE"].map((n) => process.env[n]).join());\n',
    );
    const door = command('"$0"').join(' ');
    const ended = await checkout.run(['greet'], {KAILASH_HOME: '', KAILASH_CACHE: 'cache'}, [
      'sh',
      '-c',
      `exec ${door} "$@"`,
    ]);
    expect(ended).toMatchObject({said: '', printed: `${userInfo().homedir},,${checkout.cache}\n`});
  },
);

test('records of another user, as after a sudo ./platform, are left alone without a word', async () => {
  checkout.program('node', '[ "$1" != --version ] || echo v24.0.0');
  checkout.program('npm', 'echo 11.0.0');
  checkout.file('.platform/door.lock', '');
  checkout.giveTo(0);
  const ended = await checkout.run(['greet'], {}, asNobody);
  expect(ended).toMatchObject({status: 0, said: ''});
});

test('npm installs the whole lockfile, also where production is set, as the next run would miss the rest', async () => {
  checkout.real('node', 'npm');
  rmSync(join(checkout.root, 'node_modules'));
  for (const name of ['used', 'tool']) {
    checkout.file(`${name}/package.json`, JSON.stringify({name, version: '1.0.0'}));
  }
  const packages = {
    name: 'made-up',
    version: '1.0.0',
    dependencies: {used: 'file:used'},
    devDependencies: {tool: 'file:tool'},
  };
  checkout.file('package.json', JSON.stringify(packages));
  rmSync(join(checkout.root, 'package-lock.json'));
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--install-links'], {cwd: checkout.root});
  const production = {NODE_ENV: 'production', npm_config_offline: 'true', npm_config_install_links: 'true'};
  const first = await checkout.run(['greet'], production);
  expect(first.said).toContain('npm packages: ');
  expect(readdirSync(join(checkout.root, 'node_modules'))).toEqual(expect.arrayContaining(['tool', 'used']));
});
