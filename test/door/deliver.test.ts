import {execFileSync, spawnSync} from 'node:child_process';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {release} from 'node:os';
import {afterAll, beforeEach, expect, test} from 'vitest';

const stack = 'deliver-door-test';
const folder = `/run/kailash-platform/${stack}`;

function deliver(args: readonly string[], input = ''): string {
  const {status, stdout, stderr} = spawnSync(process.execPath, ['host/deliver', ...args], {input, encoding: 'utf8'});
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const put = (files: Record<string, string>, uid = 999, gid = 998) =>
  deliver(['put', stack, 'database'], JSON.stringify({files, uid, gid}));

/** Mode, owner and group, as `ls` would show them. */
function access(file: string): string {
  const {mode, uid, gid} = lstatSync(file);
  return `${(mode & 0o7777).toString(8).padStart(4, '0')} ${uid}:${gid}`;
}

beforeEach(() => void deliver(['remove', stack]));
afterAll(() => void deliver(['remove', stack]));

test('files belong to the container alone, and lie in memory', () => {
  const said = put({'secrets/app': 'correct horse', 'tls/tls.key': 'key'});
  expect(said).toBe(`deliver: ${stack}/database: 2 written, 0 unchanged, 0 removed\n`);
  expect(readFileSync(`${folder}/database/secrets/app`, 'utf8')).toBe('correct horse');
  expect(access(`${folder}/database/secrets/app`)).toBe('0400 999:998');
  expect(access(`${folder}/database/secrets`)).toBe('0550 0:998');
  expect(access(`${folder}/database`)).toBe('0550 0:998');
  expect(access(folder)).toBe('0711 0:0');
  expect(execFileSync('stat', ['-f', '-c', '%T', folder], {encoding: 'utf8'}).trim()).toBe('tmpfs');
});

test('a changed file is a new one, an unchanged file stays, a file no longer declared goes, the folder stays', () => {
  put({'secrets/app': 'old', 'secrets/monitor': 'same', 'config/gone.conf': 'x'});
  const before = lstatSync(`${folder}/database/secrets`).ino;
  const same = lstatSync(`${folder}/database/secrets/monitor`).ino;
  expect(put({'secrets/app': 'new', 'secrets/monitor': 'same'})).toContain('1 written, 1 unchanged, 1 removed');
  expect(readFileSync(`${folder}/database/secrets/app`, 'utf8')).toBe('new');
  expect(lstatSync(`${folder}/database/secrets`).ino).toBe(before);
  expect(lstatSync(`${folder}/database/secrets/monitor`).ino).toBe(same);
  expect(readdirSync(`${folder}/database`)).toEqual(['secrets']);
});

test('a reader never sees a half-written file', () => {
  put({state: 'a'.repeat(200_000)});
  const reader = `n=0; while [ $n -lt 300 ]; do tr -d '\\n' < ${folder}/database/state | wc -c; n=$((n + 1)); done | sort -u`;
  const writer = `for c in b c d; do printf '{"files":{"state":"%s"},"uid":0,"gid":0}' "$(printf '%0200000d' 0 | tr 0 $c)" | "$1" host/deliver put ${stack} database >&2; done`;
  const seen = execFileSync('sh', ['-c', `(${writer}) & ${reader}; wait`, 'sh', process.execPath], {encoding: 'utf8'});
  expect(seen.trim()).toBe('200000');
  expect(readFileSync(`${folder}/database/state`, 'utf8')).toBe('d'.repeat(200_000));
});

test('what a killed run left half-written is removed, and owners are set right', () => {
  put({'secrets/app': 'x'}, 1, 1);
  writeFileSync(`${folder}/database/secrets/.app.77.part`, 'half');
  expect(put({'secrets/app': 'x'})).toContain('1 written, 0 unchanged, 1 removed');
  expect(readdirSync(`${folder}/database/secrets`)).toEqual(['app']);
  expect(access(`${folder}/database/secrets/app`)).toBe('0400 999:998');
});

test('a link in place of a folder is not followed', () => {
  put({'secrets/app': 'x'});
  mkdirSync(`${folder}/elsewhere`);
  renameSync(`${folder}/database/secrets`, `${folder}/moved`);
  symlinkSync(`${folder}/elsewhere`, `${folder}/database/secrets`);
  put({'secrets/app': 'y'});
  expect(readdirSync(`${folder}/elsewhere`)).toEqual([]);
  expect(readFileSync(`${folder}/database/secrets/app`, 'utf8')).toBe('y');
});

test('the owner of the files can read them, and put nothing in place of them or their folders', () => {
  put({'secrets/app': 'x'});
  // As earlier versions left it.
  for (const name of ['', '/secrets']) chownSync(`${folder}/database${name}`, 999, 998);
  put({'secrets/app': 'x'});
  const as = (uid: number, script: string) =>
    spawnSync('setpriv', [`--reuid=${uid}`, '--regid=998', '--clear-groups', 'sh', '-c', script], {
      cwd: `${folder}/database`,
      encoding: 'utf8',
    });
  expect(as(999, 'ls secrets; cat secrets/app')).toMatchObject({status: 0, stdout: 'app\nx'});
  for (const script of [
    'mv secrets away',
    'mv secrets/app secrets/b',
    'rm -f secrets/app',
    'chmod 0700 secrets',
    ': >secrets/new',
  ])
    expect(as(999, script).status, script).not.toBe(0);
  expect(as(1, 'cat secrets/app').status).not.toBe(0);
});

test('the public certificate is readable by everybody', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  deliver(['ca', stack], pem);
  expect(readFileSync(`${folder}/ca.crt`, 'utf8')).toBe(pem);
  expect(access(`${folder}/ca.crt`)).toBe('0444 0:0');
  expect(access(folder)).toBe('0711 0:0');
});

test('one service is removed without its neighbour, and a stack as a whole, also twice', () => {
  put({a: '1'});
  deliver(['put', stack, 'cache'], JSON.stringify({files: {a: '1'}, uid: 1, gid: 1}));
  deliver(['remove', stack, 'database']);
  expect(readdirSync(folder)).toEqual(['cache']);
  deliver(['remove', stack]);
  deliver(['remove', stack]);
  expect(existsSync(folder)).toBe(false);
});

test('eight that start at once on a machine without the memory file system mount it once', () => {
  const script = `mount --make-rprivate / && mkdir -p /run/kailash-platform
while umount /run/kailash-platform 2>/dev/null; do :; done
for n in 1 2 3 4 5 6 7 8; do
  printf '{"files":{"x":"y"},"uid":1,"gid":1}' | "$1" host/deliver put ${stack} "s$n" >&2 &
done
wait
grep -c ' /run/kailash-platform ' /proc/self/mounts
grep ' /run/kailash-platform ' /proc/self/mounts | cut -d' ' -f3,4
ls /run/kailash-platform/${stack} | wc -l`;
  const said = execFileSync('unshare', ['--mount', 'sh', '-c', script, 'sh', process.execPath], {encoding: 'utf8'});
  const [mounts, options, folders] = said.trim().split('\n');
  expect([mounts, folders]).toEqual(['1', '8']);
  expect(options).toMatch(/^tmpfs rw,nosuid,nodev,noexec,.*size=65536k,mode=711/);
  // Linux 6.4 was the first that can keep it out of swap (tmpfs(5)).
  const [major = 0, minor = 0] = release().split('.').map(Number);
  expect(options?.includes('noswap')).toBe(major > 6 || (major === 6 && minor >= 4));
});
