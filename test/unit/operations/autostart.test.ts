import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join, resolve} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {type Host, planOf, starterOf, switchOff, switchOn} from '../../../operations/autostart';
import {bootScript, type Plan, unit} from '../../../operations/autostart/files';
import {withBootCommand, withoutBootCommand} from '../../../operations/autostart/wsl-conf';

const plan: Plan = {
  stack: 'dev',
  root: '/srv/100% $ours',
  user: 'ada',
  environment: {HOME: '/home/ada', KAILASH_HOME: '/home/ada/"k"'},
  passphrase: 'encrypted',
};

describe('the unit', () => {
  it('brings the stack up, with a passphrase that systemd hands over', () => {
    expect(unit(plan)).toEqual({
      path: '/etc/systemd/system/kailash-platform-dev.service',
      mode: '0644',
      text: `[Unit]
Description=kailash-platform: vaults and services of the stack dev
Wants=network-online.target
After=network-online.target docker.service

[Service]
Type=oneshot
RemainAfterExit=yes
User=ada
WorkingDirectory=/srv/100%% $ours
Environment="HOME=/home/ada"
Environment="KAILASH_HOME=/home/ada/\\"k\\""
LoadCredentialEncrypted=passphrase:/etc/kailash-platform/dev.cred
ExecStart=/usr/bin/env PULUMI_CONFIG_PASSPHRASE_FILE=\${CREDENTIALS_DIRECTORY}/passphrase "/srv/100%% $$ours/platform" up --stack dev
TimeoutStartSec=30min

[Install]
WantedBy=multi-user.target
`,
    });
  });

  it('reads a file where the machine has no key of its own', () => {
    expect(unit({...plan, passphrase: 'file'}).text).toContain(
      '\nLoadCredential=passphrase:/etc/kailash-platform/dev.passphrase\n',
    );
  });

  it.runIf(spawnSync('systemd-analyze', ['--version']).status === 0)('is accepted by systemd-analyze', () => {
    const folder = mkdtempSync(join(tmpdir(), 'autostart-'));
    try {
      const {path, text} = unit({...planOf('dev', 'encrypted'), environment: {HOME: '/home/a "%" $b'}});
      const file = join(folder, basename(path));
      const verify = (text: string) => {
        writeFileSync(file, text);
        return spawnSync('systemd-analyze', ['verify', '--man=no', file], {encoding: 'utf8'}).stderr;
      };
      expect(verify(text)).toBe('');
      expect(verify(text.replace('/usr/bin/env', '/no-such-program'))).toContain('no-such-program');
      expect(verify(text.replace('Type=oneshot', 'Tipe=oneshot'))).toContain('Tipe');
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  });
});

describe('the boot script', () => {
  it('runs as the user, quoted for a shell', () => {
    const {path, text, mode} = bootScript({...plan, passphrase: 'file'});
    expect([path, mode]).toEqual(['/etc/kailash-platform/start-dev', '0700']);
    expect(text).toBe(`#!/bin/sh
# Made by ./platform autostart on; ./platform autostart off takes it away.
exec >/var/log/kailash-platform-dev.log 2>&1
runuser -u ada -- env HOME=/home/ada 'KAILASH_HOME=/home/ada/"k"' PULUMI_CONFIG_PASSPHRASE_FILE=/etc/kailash-platform/dev.passphrase '/srv/100% $ours/platform' up --stack dev
`);
  });
});

describe('/etc/wsl.conf', () => {
  const ours = '/etc/kailash-platform/start-dev';

  it.each([
    ['an empty file', '', `[boot]\ncommand = ${ours}\n`],
    [
      'a file without [boot]',
      '[network]\nhostname = x\n# kept\n',
      `[network]\nhostname = x\n# kept\n\n[boot]\ncommand = ${ours}\n`,
    ],
    ['a last line without an end', '[user]\ndefault=ada', `[user]\ndefault=ada\n\n[boot]\ncommand = ${ours}\n`],
    [
      '[boot] with other keys',
      '[boot]\nprotectBinfmt = false\n[user]\ncommand = x\n',
      `[boot]\ncommand = ${ours}\nprotectBinfmt = false\n[user]\ncommand = x\n`,
    ],
    [
      "somebody else's command",
      '[BOOT]\nCommand=service cron start\n[user]\ndefault=ada\n',
      `[BOOT]\ncommand = service cron start; ${ours}\n[user]\ndefault=ada\n`,
    ],
  ])('gets the command: %s, and the rest stays', (_, before, after) => {
    expect(withBootCommand(before, ours)).toBe(after);
    expect(withBootCommand(after, ours)).toBe(after);
    expect(withoutBootCommand(after, ours)).not.toContain(ours);
  });

  it("loses our command only, and another stack's stays", () => {
    const other = '/etc/kailash-platform/start-team';
    const both = withBootCommand(withBootCommand('[boot]\ncommand=a; b\n', ours), other);
    expect(both).toBe(`[boot]\ncommand = a; b; ${ours}; ${other}\n`);
    expect(withoutBootCommand(both, ours)).toBe(`[boot]\ncommand = a; b; ${other}\n`);
    expect(withoutBootCommand('[boot]\ncommand=a\n', ours)).toBe('[boot]\ncommand=a\n');
    expect(withoutBootCommand('', ours)).toBe('');
  });
});

describe('on and off', () => {
  const secret = 'a passphrase that nobody else may see';
  let prefix: string;
  let asked: string[][];
  beforeEach(() => {
    prefix = mkdtempSync(join(tmpdir(), 'autostart-root-'));
    asked = [];
  });
  afterEach(() => rmSync(prefix, {recursive: true, force: true}));

  const read = (path: string): string => readFileSync(join(prefix, path), 'utf8');
  const modeOf = (path: string): string => (statSync(join(prefix, path)).mode & 0o777).toString(8);
  const names = ['systemctl', 'systemd-creds'];
  /** The hands of whoever runs the test, below the folder; what would speak to systemd is only written down. */
  const host = (starter: Host['starter'], sealed?: string): Host => ({
    prefix,
    starter,
    async asRoot(words, input = '') {
      asked.push([...words]);
      const [command = '', ...rest] = words.map((one) => (one === 'root' ? String(process.getuid?.()) : one));
      if (command === 'systemd-creds' && sealed === undefined) throw new Error('there is none');
      if (names.includes(command)) return sealed ?? '';
      return execFileSync(command, rest, {input, encoding: 'utf8'});
    },
  });

  it('are of systemd or of WSL, by what runs', () => {
    expect(starterOf(prefix)).toBeUndefined();
    mkdirSync(join(prefix, 'proc'));
    writeFileSync(join(prefix, 'proc/version'), 'Linux version 6.6.87.2-microsoft-standard-WSL2');
    expect(starterOf(prefix)).toBe('wsl');
    mkdirSync(join(prefix, 'run/systemd/system'), {recursive: true});
    expect(starterOf(prefix)).toBe('systemd');
  });

  it('enable a unit whose passphrase only the machine can read, and take it back', async () => {
    expect(await switchOn(host('systemd', 'sealed'), 'dev', secret)).toContain("encrypted with this machine's key");
    const plan = planOf('dev', 'encrypted');
    expect(read('etc/systemd/system/kailash-platform-dev.service')).toBe(unit(plan).text);
    expect(read('etc/kailash-platform/dev.cred')).toBe('sealed');
    expect(modeOf('etc/kailash-platform/dev.cred')).toBe('600');
    expect(asked.filter(([command]) => command === 'systemctl')).toEqual([
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', 'kailash-platform-dev.service'],
    ]);
    expect(JSON.stringify(asked)).not.toContain(secret);
    await switchOff(host('systemd'), 'dev');
    expect(asked).toContainEqual(['systemctl', 'disable', 'kailash-platform-dev.service']);
    expect(existsSync(join(prefix, 'etc/systemd/system/kailash-platform-dev.service'))).toBe(false);
    expect(existsSync(join(prefix, 'etc/kailash-platform/dev.cred'))).toBe(false);
  });

  it('keep the passphrase in a file of mode 0600 where systemd has no credentials', async () => {
    expect(await switchOn(host('systemd'), 'dev', secret)).toContain('in a file that only root reads');
    expect(read('etc/kailash-platform/dev.passphrase')).toBe(secret);
    expect(modeOf('etc/kailash-platform/dev.passphrase')).toBe('600');
    expect(read('etc/systemd/system/kailash-platform-dev.service')).not.toContain(secret);
  });

  it("add WSL's boot command to what is there, and take it back", async () => {
    mkdirSync(join(prefix, 'etc'));
    const before = '[user]\ndefault=ada\n[boot]\nsystemd=false\n';
    writeFileSync(join(prefix, 'etc/wsl.conf'), before);
    await switchOn(host('wsl'), 'dev', secret);
    await switchOn(host('wsl'), 'dev', secret);
    expect(read('etc/wsl.conf')).toBe(
      '[user]\ndefault=ada\n[boot]\ncommand = /etc/kailash-platform/start-dev\nsystemd=false\n',
    );
    expect(read('etc/kailash-platform/start-dev')).toContain(
      `${resolve(__dirname, '../../..')}/platform up --stack dev`,
    );
    expect([modeOf('etc/kailash-platform/start-dev'), modeOf('etc/kailash-platform/dev.passphrase')]).toEqual([
      '700',
      '600',
    ]);
    expect(modeOf('etc/kailash-platform')).toBe('711');
    await switchOff(host('wsl'), 'dev');
    expect(read('etc/wsl.conf')).toBe(before);
    expect(existsSync(join(prefix, 'etc/kailash-platform/start-dev'))).toBe(false);
  });
});
