import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Checkout, source} from './checkout';

/** A user who exists everywhere and may do nothing: `nobody`. */
const user = 65534;
const home = '/usr/local/lib/kailash-platform';
let folder: string;

/** Runs a script where the folders that the rule lies in are this test's own. */
function run(script: string): {status: number | null; said: string} {
  const mounts = `mount --bind "$0/lib" /usr/local/lib && mount --bind "$0/sudoers.d" /etc/sudoers.d`;
  const words = ['--mount', 'sh', '-c', `${mounts} && cd /tmp && ${script}`, folder];
  const {status, stdout, stderr} = spawnSync('unshare', words, {encoding: 'utf8'});
  return {status, said: stdout + stderr};
}

const asUser = (words: string): {status: number | null; said: string} =>
  run(`exec setpriv --reuid=${user} --regid=${user} --clear-groups ${words}`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rule-'));
  spawnSync('mkdir', ['-m', '755', join(folder, 'lib'), join(folder, 'sudoers.d')]);
  spawnSync('chmod', ['755', folder]);
  const {status, said} = run(`exec "${source}/host/install-rule" ${user} "${process.execPath}"`);
  expect([status, said]).toEqual([0, '']);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('a user may run the two scripts as root without a password', () => {
  const {status, said} = asUser(`sudo -n ${home}/as-root vault probe`);
  expect(status).toBe(0);
  expect(JSON.parse(said)).toHaveProperty('methods');
  expect(asUser(`sudo -n ${home}/as-root deliver put 'a b' c </dev/null`).said).toMatch(
    /^deliver: stack: letters, digits, - and _ are allowed, got "a b"/,
  );
});

test.each([
  [
    'another verb of the same script',
    `${home}/as-root sh -c id`,
    'as-root: not allowed, got "sh"; call deliver or vault\n',
  ],
  [
    'a vault on a device',
    `${home}/as-root vault ensure x --device /dev/null`,
    'as-root: not allowed, got "--device"; run host/vault itself as root\n',
  ],
  [
    'a folder that is not a volume of the engine',
    `${home}/as-root vault aside x /home/_data /etc`,
    'vault: x: aside must be the folder of the volume x-plain, where only root makes folders, got "/etc"; give what docker volume inspect says\n',
  ],
  ['a script of the copy itself', `${home}/vault probe`, 'sudo: a password is required\n'],
  ['the copied Node.js', `${home}/node -e 1`, 'sudo: a password is required\n'],
  ['anything else', 'id', 'sudo: a password is required\n'],
])('but not %s', (_, words, message) => {
  const {status, said} = asUser(`sudo -n ${words}`);
  expect(status).not.toBe(0);
  expect(said).toBe(message);
});

test('and changes nothing of the copy or the rule', () => {
  const found = run(`find ${home} /etc/sudoers.d/kailash-platform-${user} ! -user root -o ! -type l -perm /022`);
  expect(found).toEqual({status: 0, said: ''});
  expect(asUser(`sh -c 'echo >>${home}/as-root'`).status).not.toBe(0);
});

test('repeated, it brings a changed script up to date and leaves nothing else behind', () => {
  const {said} = run(`echo old >${home}/deliver; "${source}/host/install-rule" ${user} "${process.execPath}" &&
    cmp "${source}/host/deliver" ${home}/deliver && ls -A /usr/local/lib /etc/sudoers.d`);
  expect(said).toBe(`/etc/sudoers.d:\nkailash-platform-${user}\n\n/usr/local/lib:\nkailash-platform\n`);
});

test('a user who is not a number gets no rule', () => {
  const {status, said} = run(`exec "${source}/host/install-rule" 'ALL' "${process.execPath}"`);
  expect([status, said]).toEqual([64, 'install-rule: not a number of a user, got "ALL"; give what id -u says\n']);
});

test('the door says what it is going to allow before it does', async () => {
  const checkout = new Checkout();
  try {
    for (const name of ['as-root', 'install-rule']) checkout.script(`host/${name}`, 'exit 0');
    // The real one may lie in a home that nobody else enters.
    checkout.program('node', 'case $1 in --version) echo v24.0.0 ;; -p) echo "/opt/my node" ;; esac');
    checkout.program('npm', 'echo 11.0.0');
    checkout.program('pulumi', 'echo v3.259.0');
    checkout.program('pulumi-language-nodejs', 'exit 0');
    checkout.program('docker', 'echo 24.0.7');
    checkout.program('sudo', 'echo "$@" >&2; exit 1');
    checkout.giveTo(user);
    const nobody = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
    const {status, said} = await checkout.run(['down'], {}, nobody);
    const lines = said.split('\n');
    expect(lines[0]).toBe(
      `sudo: lets you run host/deliver and host/vault as root without a password, in a copy that only root can change (${home})`,
    );
    expect(lines[1]).toBe(
      `sudo: ${checkout.root}/host/install-rule ${user} /opt/my\\ node (a rule for those two scripts)`,
    );
    expect(lines.at(-2)).toBe(
      `sudo: the rule could not be made; run as root: ${checkout.root}/host/install-rule ${user} /opt/my\\ node`,
    );
    expect(status).toBe(1);
  } finally {
    checkout.remove();
  }
});

test("sudo is refused where the stacks are a user's, as root would not find their states", async () => {
  const checkout = new Checkout();
  try {
    const home = join(checkout.folder, 'home');
    checkout.real('node');
    for (const name of ['npm', 'pulumi-language-nodejs']) checkout.program(name, 'exit 0');
    checkout.program('pulumi', 'echo v3.259.0');
    checkout.program('docker', 'echo 24.0.7');
    checkout.program('getent', `echo "somebody:x:1234:1234::${home}:/bin/sh"`);
    const bySudo = {SUDO_USER: 'somebody', HOME: join(checkout.folder, 'root'), KAILASH_HOME: ''};
    expect(await checkout.run(['up'], bySudo)).toMatchObject({status: 0});
    mkdirSync(join(home, '.kailash-platform'), {recursive: true});
    const refused = await checkout.run(['up'], bySudo);
    expect(refused.said).toBe(
      `sudo: the stacks of somebody are in ${home}/.kailash-platform, and root would not find them; run the same command without sudo, it asks for it where it has to\n`,
    );
    expect(refused.status).toBe(1);
    mkdirSync(join(bySudo.HOME, '.kailash-platform'), {recursive: true});
    expect(await checkout.run(['up'], bySudo)).toMatchObject({status: 0});
  } finally {
    checkout.remove();
  }
});
