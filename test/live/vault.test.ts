import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {filesWith, keyIsNowhere} from './secrets-in-sight';

const key = 'TheKeyOfTheVaultThatTheTestMakes0123456789';
const other = 'AnotherKeyThatDoesNotFitTheVault9876543210';
const marker = 'MARKER-that-must-never-be-on-the-disk-in-the-clear';
const root = '/var/lib/kailash-platform';
/** As the engine has volumes: made by root, where nobody else makes folders. */
const volumes = '/run/vault-test-volumes';

interface Result {
  readonly status: number | null;
  readonly said: string;
}

function vault(args: readonly string[], input = ''): Result {
  const {status, stdout, stderr} = spawnSync('host/vault', args, {input, encoding: 'utf8'});
  return {status, said: (stdout + stderr).trim()};
}

function must(args: readonly string[], input = ''): string {
  const {status, said} = vault(args, input);
  if (status !== 0) throw new Error(said);
  return said;
}

/** Ends with the result, while other commands can run. */
const start = (args: readonly string[], input: string) =>
  new Promise<Result & {readonly signal: string | null}>((resolve) => {
    const child = spawn('host/vault', args);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.on('close', (status, signal) => resolve({status, signal, said: said.trim()}));
    child.stdin.end(input);
  });

const sh = (script: string, ...args: string[]) =>
  execFileSync('sh', ['-ec', script, 'sh', ...args], {encoding: 'utf8'});

function clear(name: string): void {
  sh('! mountpoint -q "$1" || umount "$1"', `/run/vault-test-${name}`);
  vault(['close', name]);
  vault(['delete', name]);
}

test('the probe says of each method whether it works, and why not', () => {
  const probe = JSON.parse(must(['probe']));
  expect(probe.methods.map(({method}: {method: string}) => method)).toEqual(['luks', 'fscrypt', 'gocryptfs']);
  for (const {works, reason} of probe.methods) expect(works).toBe(reason === '');
});

test.each([
  ['no name', ['open'], '', 'vault: a name has lower-case letters, digits and -, got ""; give one'],
  [
    'a name that climbs',
    ['open', '../etc'],
    '',
    'vault: a name has lower-case letters, digits and -, got "../etc"; give one',
  ],
  ['an unknown verb', ['show', 'x'], '', 'vault: unknown verb "show"; see vault help'],
  ['an unknown method', ['install', 'rot13'], '', 'vault: unknown method "rot13"; one of luks fscrypt gocryptfs'],
  [
    'a vault that is not there',
    ['close', 'vault-test-none'],
    '',
    'vault: vault-test-none: there is no such vault; create it',
  ],
  ['an unknown option', ['open', 'x', '--key'], '', 'vault: x: unknown option "--key"; see vault help'],
  [
    'a size that is no number',
    ['create', 'x', '--size', '1G'],
    '',
    'vault: x: --size must be whole MiB, got "1G"; give a number',
  ],
  ['no key', ['open', 'x'], '', 'vault: x: no key on standard input; pipe it in, one line each'],
  ['a short key', ['open', 'x'], 'hunter2', 'vault: x: the key has 7 characters; give 32 or more, generated'],
])('refuses %s', (_, args, input, said) => {
  expect(vault(args, input)).toEqual({status: 1, said});
});

test('the search for the marker finds it where nothing is encrypted', () => {
  const image = `${root}/vault-test-plain`;
  mkdirSync(root, {recursive: true, mode: 0o711});
  sh(
    `! mountpoint -q "$1.mount" || umount "$1.mount"
rm -f "$1" && fallocate -l 32MiB "$1" && mkfs.ext4 -q -F "$1" && mkdir -p "$1.mount"
mount -o loop "$1" "$1.mount" && echo "$2" > "$1.mount/file" && umount "$1.mount"`,
    image,
    marker,
  );
  expect(filesWith(marker, image)).toBe(1);
  sh('rm "$1"; rmdir "$1.mount"', image);
});

test('the search for the key finds it where a process shows it', async () => {
  const shown = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)', other]);
  try {
    const seen = await keyIsNowhere(other, new Promise((resolve) => setTimeout(resolve, 1000)));
    expect(seen).toContain(`cmdline of ${shown.pid}`);
  } finally {
    shown.kill('SIGKILL');
  }
});

describe.each(['fscrypt', 'gocryptfs'])('%s', (method) => {
  const name = `vault-test-${method}`;
  const backing = `${root}/vaults/${name}/backing`;
  const open = `${root}/open/${name}`;
  const file = `${open}/data/file`;
  const status = () => JSON.parse(must(['status', name]));
  const notFitting = `vault: ${name}: the key does not fit; nothing was changed, give the right one`;

  beforeAll(() => {
    must(['install', method]);
    clear(name);
    must(['create', name, '--method', method, '--size', '64', '--owner', '999:998'], key);
    must(['open', name], key);
    writeFileSync(file, marker);
  });
  afterAll(() => {
    clear(name);
    clear(`${name}-copy`);
  });

  test('what was written is not in the backing, and is there again after the vault was opened', () => {
    expect(statSync(`${open}/data`)).toMatchObject({uid: 999, gid: 998});
    expect(JSON.parse(must(['check', name, '--open']))).toMatchObject({method, state: 'open', problem: ''});
    expect(must(['close', name])).toBe(`vault: ${name}: closed`);
    expect(filesWith(marker, backing)).toBe(0);
    expect(filesWith(key, `${root}/vaults/${name}`)).toBe(0);
    expect(existsSync(`${open}/data`)).toBe(false);
    expect(JSON.parse(must(['check', name]))).toMatchObject({state: 'closed', problem: ''});
    expect(vault(['check', name, '--open']).said).toBe(`vault: ${name}: closed; open it with its key`);
    must(['open', name], key);
    expect(readFileSync(file, 'utf8')).toBe(marker);
  });

  test('a wrong key is refused, closed and open', () => {
    expect(vault(['open', name], other)).toEqual({
      status: 1,
      said: `vault: ${name}: is open, but with another key than this one; give the one that it was made with`,
    });
    must(['close', name]);
    expect(vault(['open', name], other)).toEqual({status: 1, said: notFitting});
    expect(status().state).toBe('closed');
    must(['open', name], key);
    expect(readFileSync(file, 'utf8')).toBe(marker);
  });

  test('two that open at once give one open vault, and the key is in no process list', async () => {
    must(['close', name]);
    const both = Promise.all([start(['open', name], key), start(['open', name], key)]);
    const seen = await keyIsNowhere(key, both);
    expect((await both).map((one) => one.said).sort()).toEqual([
      `vault: ${name}: is open already`,
      `vault: ${name}: opened with ${method}`,
    ]);
    expect(seen).toEqual([]);
    expect(sh('grep -c " $1 " /proc/self/mounts', open).trim()).toBe('1');
    expect(readFileSync(file, 'utf8')).toBe(marker);
  });

  test('closes although somebody looks into it again and again', () => {
    const looking = spawn('sh', ['-c', 'while :; do ls "$1" >/dev/null 2>&1; done', 'sh', open], {stdio: 'ignore'});
    try {
      for (let n = 0; n < 10; n++) {
        must(['close', name]);
        must(['open', name], key);
      }
    } finally {
      looking.kill('SIGKILL');
    }
    expect(readFileSync(file, 'utf8')).toBe(marker);
  });

  test('a vault opens whenever somebody lets go of the loop device that goes with its last mount', async () => {
    for (let ms = 0; ms < 400; ms += 40) {
      const device = sh('losetup --noheadings --output NAME --associated "$1"', backing).trim();
      expect(device).toMatch(/^\/dev\/loop\d+$/);
      const words = `echo holds; exec sleep 60 < ${device}`;
      const holder = spawn('sh', ['-c', words], {stdio: ['ignore', 'pipe', 'inherit']});
      await once(holder.stdout, 'data');
      must(['close', name]);
      const opening = start(['open', name], key);
      await wait(ms);
      holder.kill('SIGKILL');
      expect([ms, await opening]).toMatchObject([ms, {status: 0}]);
      expect(readFileSync(file, 'utf8')).toBe(marker);
    }
  });

  test('a vault in use is not closed: by a mount elsewhere, by a process', () => {
    const elsewhere = `/run/vault-test-${name}`;
    sh('mkdir -p "$2" && mount --bind "$1/data" "$2"', open, elsewhere);
    expect(vault(['close', name]).said).toBe(
      `vault: ${name}: in use at ${elsewhere}; stop the containers that use it, then close again`,
    );
    sh('umount "$1" && rmdir "$1"', elsewhere);
    const reader = spawn('sleep', ['600'], {cwd: `${open}/data`});
    try {
      expect(vault(['close', name]).said).toBe(
        `vault: ${name}: in use by sleep (${reader.pid}); stop that, then close again`,
      );
      expect(readFileSync(file, 'utf8')).toBe(marker);
    } finally {
      reader.kill('SIGKILL');
    }
  });

  test('a full vault says so to its writer, keeps what it has, and grows', async () => {
    expect(() => sh('exec dd if=/dev/zero of="$1/data/filler" bs=1M 2>/dev/null', open)).toThrow();
    expect(readFileSync(file, 'utf8')).toBe(marker);
    await expect.poll(() => vault(['close', name]).said, {timeout: 20_000}).toMatch(/closed$/);
    expect(must(['resize', name, '--size', '128'])).toBe(`vault: ${name}: has 128 MiB`);
    expect(vault(['resize', name, '--size', '64']).said).toBe(
      `vault: ${name}: a vault only grows: it has 128 MiB, got 64; make a smaller one and copy`,
    );
    must(['open', name], key);
    sh('dd if=/dev/zero of="$1/data/more" bs=1M count=32 2>/dev/null', open);
    expect(readFileSync(file, 'utf8')).toBe(marker);
    sh('rm "$1/data/filler" "$1/data/more"', open);
  });

  test('a new key replaces the old one without the data being written again', () => {
    must(['rekey', name], `${key}\n${other}\n`);
    expect(must(['rekey', name], `${key}\n${other}\n`)).toBe(`vault: ${name}: has the new key`);
    must(['close', name]);
    expect(vault(['open', name], key)).toEqual({status: 1, said: notFitting});
    expect(vault(['rekey', name], `${key}\n${'x'.repeat(40)}\n`).said).toBe(
      `vault: ${name}: neither key fits; nothing was changed, give the right ones`,
    );
    must(['rekey', name], `${other}\n${key}\n`);
    must(['ensure', name, '--size', '128'], key);
    // As a stack asks for whose size was set back.
    must(['ensure', name, '--size', '64'], key);
    expect(JSON.parse(must(['status', name])).sizeMiB).toBe(128);
    expect(readFileSync(file, 'utf8')).toBe(marker);
  });

  test('a vault that ensure makes anew gets the key of its second line replaced, as does one that is there', () => {
    const ensure = (keys: string) => vault(['ensure', name, '--size', '128'], keys);
    must(['close', name]);
    expect(ensure(`${other}\n${key}\n`).status).toBe(0);
    expect(vault(['open', name], key).status).toBe(1);
    expect(ensure(`${other}\n${key}\n`).status).toBe(0);
    expect(ensure(`${key}\n${other}\n`).status).toBe(0);
    expect(ensure(`${'x'.repeat(40)}\n${'y'.repeat(40)}\n`).said).toBe(
      `vault: ${name}: neither key fits; nothing was changed, give the right ones`,
    );
    expect(readFileSync(file, 'utf8')).toBe(marker);
  });

  test('a vault begins with a copy of a folder, which is compared, and never writes over what it holds', () => {
    const copy = `${name}-copy`;
    const source = `${volumes}/${copy}-plain/_data`;
    const ensure = () => vault(['ensure', copy, '--method', method, '--size', '64', '--from', source], key);
    clear(copy);
    sh(
      'rm -rf "$1"; mkdir -p "$1/sub" && echo text > "$1/sub/a b" && ln -s nowhere "$1/link" && : > "$1/empty" && chmod 0640 "$1/sub/a b" && chown -R 999:998 "$1" && chmod 0750 "$1"',
      source,
    );
    sh('dd if=/dev/urandom of="$1/big" bs=1M count=80 2>/dev/null', source);
    expect(ensure().said).toMatch(
      /8\d MiB of data do not fit, \d+ MiB are free in .*; nothing was changed, make room and repeat$/,
    );
    sh('rm "$1/big"', source);
    // What an interrupted copy leaves.
    sh('mkdir -p "$1/data.part" && echo half > "$1/data.part/half"', `${root}/open/${copy}`);
    expect(ensure().said).toContain(`has the data of ${source}, compared file by file`);
    const data = `${root}/open/${copy}/data`;
    expect(sh('cd "$1" && find . | sort | tr "\\n" " "', data).trim()).toBe('. ./empty ./link ./sub ./sub/a b');
    expect(sh('cd "$1" && stat -c "%n %a %u:%g" . "sub/a b" && readlink link && cat "sub/a b"', data)).toBe(
      '. 750 999:998\nsub/a b 640 999:998\nnowhere\ntext\n',
    );
    writeFileSync(`${data}/new`, 'written later');
    expect(ensure().status).toBe(0);
    expect(readFileSync(`${data}/new`, 'utf8')).toBe('written later');
    sh('rm "$1"', `${root}/vaults/${copy}/imported`);
    expect(ensure().said).toContain(
      `vault: ${copy}: holds data already, and ${source} is there too; nothing was changed, remove the one that is not needed`,
    );
    expect(readFileSync(`${data}/new`, 'utf8')).toBe('written later');
    sh('touch "$1"', `${root}/vaults/${copy}/importing`);
    expect(vault(['ensure', copy, '--size', '64'], key).said).toContain(
      `vault: ${copy}: the copy that it was to begin with was cut off, and its source is gone; bring that back, or delete the vault`,
    );
    clear(copy);
    expect(existsSync(`${root}/vaults/${copy}`)).toBe(false);
    sh('rm -r "$1"', volumes);
  });

  test('nobody but root gets to the data of an open vault from outside, whatever mode an image gave to their folder', () => {
    const inside = `/run/vault-test-${name}`;
    const asOther = (path: string) => sh('setpriv --reuid=65534 --regid=65534 --clear-groups cat "$1"', path);
    sh(
      'chmod 0777 "$1/data" && chmod 0644 "$1/data/file" && mkdir -p "$2" && mount --bind "$1/data" "$2"',
      open,
      inside,
    );
    try {
      expect(asOther(`${inside}/file`)).toBe(marker);
      expect(() => asOther(file)).toThrow(/Permission denied/);
    } finally {
      sh('umount "$1" && rmdir "$1" && chmod 0700 "$2/data"', inside, open);
    }
  });

  test('data that belong to another user than the service are told', () => {
    const ensure = () => vault(['ensure', name, '--size', '128'], key);
    sh('chown 0:0 "$1/data"', open);
    expect(ensure().said).toContain(
      `vault: ${name}: its data belong to another user or have a wrong mode, got "0 drwx------"; if they are its own: chown -R 999:998 ${open}/data && chmod 0700 ${open}/data`,
    );
    sh('chown 999:998 "$1/data"', open);
    expect(ensure().status).toBe(0);
  });

  test('a vault whose data folder was not finished when it was cut off gets one', () => {
    const young = `${name}-young`;
    clear(young);
    const ensure = () => must(['ensure', young, '--method', method, '--size', '32', '--owner', '999:998'], key);
    ensure();
    sh('rmdir "$1/data" && mkdir -m 0700 "$1/data.new"', `${root}/open/${young}`);
    must(['close', young]);
    ensure();
    expect(statSync(`${root}/open/${young}/data`)).toMatchObject({uid: 999, gid: 998, mode: 0o40700});
    expect(existsSync(`${root}/open/${young}/data.new`)).toBe(false);
    clear(young);
  });

  test('a growth that was cut off before it was written down is never taken back', () => {
    const young = `${name}-young`;
    clear(young);
    const words = ['--method', method, '--sparse', '--size'];
    must(['create', young, ...words, '32'], key);
    const whole = 128 * 1024 * 1024;
    truncateSync(`${root}/vaults/${young}/backing`, whole);
    must(['ensure', young, ...words, '32'], key);
    must(['close', young]);
    must(['ensure', young, ...words, '64'], key);
    expect(statSync(`${root}/vaults/${young}/backing`).size).toBe(whole);
    clear(young);
  });

  test('a backing that was cut off or is gone is told, not touched', () => {
    must(['close', name]);
    const whole = 128 * 1024 * 1024;
    const copy = `${backing}.copy`;
    sh('cp --sparse=always "$1" "$2"', backing, copy);
    truncateSync(backing, whole / 2);
    const cut = `its backing file is cut off: ${whole / 2} of ${whole} bytes are there; nothing was touched, restore ${backing} from a backup`;
    expect(vault(['open', name], key)).toEqual({status: 1, said: `vault: ${name}: ${cut}`});
    expect(status().problem).toContain(cut);
    sh('mv "$1" "$1.away"', backing);
    expect(vault(['open', name], key).said).toBe(
      `vault: ${name}: its backing file ${backing} is gone; restore it from a backup`,
    );
    sh('rm "$1.away" && mv "$2" "$1"', backing, copy);
    must(['open', name], key);
    expect(readFileSync(file, 'utf8')).toBe(marker);
  });

  test('more than the disk has is refused before anything is written', () => {
    clear(`${name}-big`);
    const {status: code, said} = vault(['create', `${name}-big`, '--method', method, '--size', '900000000'], key);
    expect(code).toBe(1);
    expect(said).toMatch(
      /^vault: vault-test-\w+-big: 900000000 MiB do not fit below \S+: \d+ MiB are free; make room or choose less$/,
    );
    expect(existsSync(`${root}/vaults/${name}-big`)).toBe(false);
  });

  test('a creation that was killed is told, and repeated', async () => {
    const young = `${name}-young`;
    let state = '';
    for (let attempt = 0; attempt < 10 && state !== 'incomplete'; attempt++) {
      clear(young);
      const child = spawn('host/vault', ['create', young, '--method', method, '--size', '32'], {detached: true});
      const ended = new Promise((resolve) => child.on('close', resolve));
      child.stdin.end(key);
      while (child.exitCode === null && !existsSync(`${root}/vaults/${young}/fs`)) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await ended;
      const said = vault(['status', young]).said;
      state = said.startsWith('{') ? JSON.parse(said).state : '';
    }
    expect(state).toBe('incomplete');
    expect(vault(['open', young], key).said).toBe(
      `vault: ${young}: its creation was interrupted, so it holds nothing; create it again`,
    );
    expect(must(['ensure', young, '--method', method, '--size', '32'], key)).toContain(`opened with ${method}`);
    expect(must(['check', young, '--open'])).toContain('"state": "open"');
    clear(young);
    expect(existsSync(`${root}/vaults/${young}`)).toBe(false);
  });
});

describe('of plain volumes', () => {
  const name = 'vault-test-moved';
  const folder = (volume: string, below = volumes) => `${below}/${volume}/_data`;
  const make = (below: string) =>
    sh(
      'rm -rf "$1"; for volume in "$2" "$2-plain"; do mkdir -p "$1/$volume/_data"; done; echo text >"$1/$2/_data/file"',
      below,
      name,
    );
  const aside = (from: string, to: string) => vault(['aside', name, from, to]);
  const notKept = (got: string, what: string) =>
    `vault: ${name}: ${what} must be the folder of the volume ${name}-plain, where only root makes folders, got "${got}"; give what docker volume inspect says`;
  beforeAll(() => void make(volumes));
  afterAll(() => void sh('rm -rf "$@"', volumes, '/tmp/vault-test-volumes'));

  test('one is set aside, once, and over nothing', () => {
    const words = [folder(name), folder(`${name}-plain`)] as const;
    expect(aside(...words)).toEqual({status: 0, said: ''});
    expect(readFileSync(`${words[1]}/file`, 'utf8')).toBe('text\n');
    expect(existsSync(words[0])).toBe(false);
    expect(aside(...words)).toEqual({status: 0, said: ''});
    mkdirSync(words[0]);
    expect(aside(...words).said).toBe(
      `vault: ${name}: the volume ${name}-plain holds data of an earlier migration; nothing was changed, look at both`,
    );
  });

  test.each([
    ['another folder', '/etc'],
    ['the volume of another', folder('vault-test-other-plain')],
    ['a way round', `${volumes}/../vault-test-volumes/${name}-plain/_data`],
    ['what is not there', folder(`${name}-plain`, '/run/vault-test-none')],
  ])('%s is neither read nor written', (_, path) => {
    expect(aside(folder(name), path).said).toBe(notKept(path, 'aside'));
    const from = ['--size', '32', '--from', path];
    expect(vault(['ensure', name, ...from], key)).toEqual({status: 1, said: notKept(path, '--from')});
    expect(vault(['status', name]).status).toBe(1);
  });

  test('only the volume of that name beside it is moved', () => {
    for (const path of ['/etc', folder('vault-test-other'), folder(name, '/run')])
      expect(aside(path, folder(`${name}-plain`)).said).toBe(
        `vault: ${name}: aside must be given the folder of the volume ${name}, beside that of ${name}-plain, got "${path}"; give what docker volume inspect says`,
      );
  });

  test('folders that somebody else made, or could put others in place of, are none of the engine', () => {
    const below = '/tmp/vault-test-volumes';
    const kept = folder(`${name}-plain`, below);
    for (const change of [
      'chown 65534 "$1"',
      'chmod 0777 "$1"',
      'mv "$1/$2-plain" "$1/real" && ln -s real "$1/$2-plain"',
    ]) {
      make(below);
      expect(aside(folder(name, below), kept), change).toEqual({status: 0, said: ''});
      make(below);
      sh(change, below, name);
      expect(aside(folder(name, below), kept).said, change).toBe(notKept(kept, 'aside'));
    }
  });

  test('a name that was cut has a hash, as the engine has it', () => {
    const long = `vault-test-${'l'.repeat(52)}`;
    const [kept, other] = [`${long.slice(0, 54)}-0123abcd`, `${'o'.repeat(54)}-0123abcd`];
    sh('mkdir -p "$1/$2/_data" "$1/$3/_data" "$1/$4/_data"', volumes, long, kept, other);
    expect(vault(['aside', long, folder(long), folder(kept)])).toEqual({status: 0, said: ''});
    expect(vault(['aside', long, folder(long), folder(other)]).status).toBe(1);
  });
});

test('gocryptfs decrypts once what is read often, also by those who open the file later', () => {
  const name = 'vault-test-often';
  clear(name);
  must(['ensure', name, '--method', 'gocryptfs', '--size', '64'], key);
  const file = `${root}/open/${name}/data/file`;
  writeFileSync(file, randomBytes(8 * 1024 * 1024));
  const process = sh('pgrep -f "^/usr/bin/gocryptfs .*/vaults/$1/fs/cipher "', name).trim();
  const decrypted = () => Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${process}/io`, 'utf8'))?.[1]);
  const first = readFileSync(file);
  const before = decrypted();
  expect(readFileSync(file).equals(first)).toBe(true);
  expect(decrypted() - before).toBeLessThan(64 * 1024);
  clear(name);
});

test('a gocryptfs whose process died is opened again', async () => {
  const name = 'vault-test-died';
  clear(name);
  must(['ensure', name, '--method', 'gocryptfs', '--size', '32'], key);
  writeFileSync(`${root}/open/${name}/data/file`, marker);
  sh('kill -KILL $(pgrep -f "^/usr/bin/gocryptfs .*/vaults/$1/fs/cipher ")', name);
  // The kernel ends the connection a moment after the process.
  await expect.poll(() => existsSync(`${root}/open/${name}/data/file`), {timeout: 30_000}).toBe(false);
  expect(must(['open', name], key)).toBe(`vault: ${name}: opened with gocryptfs`);
  expect(readFileSync(`${root}/open/${name}/data/file`, 'utf8')).toBe(marker);
  clear(name);
});
