import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, describe as group, it, vi} from 'vitest';
import {UserError} from '../../../../components/core/errors';
import {settingsOf} from '../../../../components/services/settings';
import type {Machine} from '../../../../operations/doctor/machine';
import {setting, wslDetails} from '../../../../operations/doctor/wsl';
import {memoryFor, runInWindows, windows} from '../../../../operations/windows';
import {quoted, setupScript, undoScript, type Wishes} from '../../../../operations/windows/script';

const wishes: Wishes = {
  stack: 'dev',
  distribution: 'Debian',
  memoryGiB: 6,
  processors: 2,
  lanPorts: [],
  authority: {pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', thumbprint: 'AB12'},
};

const linesOf = (script: string) => script.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

group('setupScript', () => {
  it('raises memory and processors, and touches no other key', () => {
    const lines = linesOf(setupScript(wishes));
    expect(lines.filter((line) => line.includes('= @(Write-Setting'))).toEqual([
      "if ((Read-Gibibytes (Read-Setting $lines 'memory')) -lt 6) { $lines = @(Write-Setting $lines 'memory' '6GB') }",
      "if ([int](Read-Setting $lines 'processors') -lt 2) { $lines = @(Write-Setting $lines 'processors' '2') }",
      "if ((Read-Setting $lines 'localhostForwarding') -eq 'false') { $lines = @(Write-Setting $lines 'localhostForwarding' 'true') }",
    ]);
    // Megabytes are not gigabytes, and a number alone is bytes.
    for (const line of [
      "'^(\\d+)\\s*MB$') { return [double]$Matches[1] / 1024 }",
      "'^\\d+$') { return [double]$text / 1073741824 }",
    ])
      expect(lines).toContain(`  if ($text -match ${line}`);
    expect(lines).toContain('  if (-not (Test-Path $saved)) { Set-Content -LiteralPath $saved -Value $before }');
  });

  it('installs the distribution only where it is missing', () => {
    const script = setupScript({...wishes, distribution: 'Ubuntu-24.04'});
    expect(script).toContain("$distribution = 'Ubuntu-24.04'");
    expect(script).toContain(
      'if ($known -notcontains $distribution) {\n  wsl.exe --install --distribution $distribution --no-launch',
    );
  });

  it('trusts the CA once, by its thumbprint', () => {
    const script = setupScript(wishes);
    expect(script).toContain(
      '$thumbprint = \'AB12\'\nif (-not (Test-Path "Cert:\\LocalMachine\\Root\\$thumbprint")) {',
    );
    expect(script).toContain("-Value @'\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'@");
    expect(setupScript({...wishes, authority: undefined})).not.toContain('Import-Certificate');
  });

  it('opens no port unless the local network is asked for', () => {
    expect(setupScript(wishes)).not.toMatch(/netsh|New-NetFirewallRule/);
    const script = setupScript({...wishes, lanPorts: [5432, 6379]});
    expect(script).toContain('$ports = @(5432, 6379)');
    expect(script).toContain(
      'New-NetFirewallRule -DisplayName $rule -Direction Inbound -Action Allow -Protocol TCP -LocalPort $ports -Profile Private -RemoteAddress LocalSubnet',
    );
  });

  it('stops at the first failure, and wants an administrator', () => {
    for (const script of [setupScript(wishes), undoScript('dev')]) {
      expect(script).toContain("#Requires -RunAsAdministrator\n$ErrorActionPreference = 'Stop'");
      // Every bracket that is opened is closed, outside of quotes.
      const bare = script.replace(/@'[\s\S]*?\n'@/g, '').replace(/'[^'\n]*'|"[^"\n]*"|#[^\n]*/g, '');
      for (const [open, close] of [
        ['{', '}'],
        ['(', ')'],
        ['[', ']'],
      ] as const)
        expect([open, bare.split(open).length]).toEqual([open, bare.split(close).length]);
    }
  });
});

group('undoScript', () => {
  it('takes back port proxies, firewall rule, CA and .wslconfig, and never deletes WSL', () => {
    const script = undoScript('dev');
    for (const part of [
      'netsh.exe interface portproxy delete v4tov4 listenaddress=$address listenport=$port',
      'Remove-NetFirewallRule -DisplayName $rule',
      'Remove-Item "Cert:\\LocalMachine\\Root\\$thumbprint"',
      'Set-Content -LiteralPath $wslconfig -Value $lines -Encoding Ascii',
    ])
      expect(script).toContain(part);
    // Who changed .wslconfig since keeps what they wrote.
    expect(script).toContain(
      'if (($now -join "`n") -ne ($ours -join "`n")) {\n    Set-Content -LiteralPath "$wslconfig.before" -Value $lines',
    );
    expect(linesOf(script).filter((line) => line.includes('--unregister'))).toEqual([
      "Write-Output 'WSL and its distribution stay: wsl --unregister would delete them with all data'",
    ]);
  });
});

group('quoted', () => {
  it("doubles PowerShell's quotes", () => expect(quoted("O'Neill")).toBe("'O''Neill'"));
});

group('memoryFor', () => {
  it('gives WSL what makes the limits fit their share', () => {
    const settings = settingsOf({services: ''}, 'dev');
    const sum = Object.values(settings.services).reduce((all, {limits}) => all + limits.memoryMiB, 128);
    expect(memoryFor(settings)).toBe(Math.ceil(sum / 0.8 / 1024));
  });
});

group('running in Windows', () => {
  let folder = '';
  const path = process.env.PATH;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kailash-windows-'));
    process.env.PATH = `${folder}:${path}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    vi.restoreAllMocks();
    rmSync(folder, {recursive: true, force: true});
  });
  /** Stands in for `powershell.exe`, and writes down what it was called with. */
  const recorder = (status: number) => {
    const file = join(folder, 'powershell.exe');
    writeFileSync(
      file,
      `#!/bin/sh\nprintf '%s\\n' "$@" > ${join(folder, 'words')}\necho refused >&2\nexit ${status}\n`,
    );
    chmodSync(file, 0o755);
  };

  it('hands over the very script that was shown, as administrator', async () => {
    recorder(0);
    const said: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
    expect(await windows({stack: 'dev', distribution: 'Debian', undo: true, run: true})).toBe(0);
    const words = readFileSync(join(folder, 'words'), 'utf8').split('\n');
    expect(words.slice(0, 3)).toEqual(['-NoProfile', '-NonInteractive', '-Command']);
    const [, encoded = ''] =
      /^exit \(Start-Process powershell\.exe -Verb RunAs .*'-EncodedCommand','(.+)'\)\.ExitCode$/.exec(
        words[3] ?? '',
      ) ?? [];
    expect(Buffer.from(encoded, 'base64').toString('utf16le')).toBe(undoScript('dev'));
    expect(said).toEqual([undoScript('dev'), 'windows: done']);
  });

  it('runs nothing unless asked to', async () => {
    recorder(0);
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await windows({stack: 'dev', distribution: 'Debian', undo: true});
    expect(() => readFileSync(join(folder, 'words'))).toThrow();
  });

  it('writes a file as Windows wants it', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const output = join(folder, 'undo.ps1');
    await windows({stack: 'dev', distribution: 'Debian', undo: true, output});
    expect(readFileSync(output, 'utf8')).toBe(`\uFEFF${undoScript('dev').replaceAll('\n', '\r\n')}`);
  });

  it('tells how it failed', async () => {
    recorder(3);
    await expect(runInWindows('x')).rejects.toThrow(
      new UserError('windows --run: ended with 3, got "refused"; run it by hand to see more'),
    );
  });

  it('says what to do where there is no Windows', async () => {
    process.env.PATH = folder;
    await expect(runInWindows('x')).rejects.toThrow(
      new UserError(
        'windows --run: powershell.exe can not be started from here; outside of WSL use --output, and run the file in Windows',
      ),
    );
  });

  it('refuses a distribution that is no name', async () => {
    await expect(windows({stack: 'dev', distribution: "x'; rm", undo: true})).rejects.toThrow(
      new UserError('windows --distribution: not a name, got "x\'; rm"; choose one that wsl --list --online shows'),
    );
  });
});

group('doctor under WSL', () => {
  const machine = (files: Readonly<Record<string, string>>, system?: string): Machine => ({
    read: (path) => files[path],
    bytes: () => undefined,
    list: (folder) => (folder === '/mnt/c/Users' ? ['ada'] : []),
    link: () => undefined,
    exists: (path) => path in files,
    ask: async () => system,
    attempt: async () => ({status: 127, output: ''}),
    now: () => new Date(0),
  });
  const rows = async (files: Readonly<Record<string, string>>, root: string, system?: string) =>
    (await wslDetails(root)(machine({'/proc/version': 'Linux 5.15-microsoft-standard-WSL2', ...files}, system))).map(
      ({subject, found, state}) => [subject, found, state],
    );

  it('is well where nothing is in the way', async () => {
    expect(await rows({'/proc/1/comm': 'systemd\n'}, '/home/ada/platform', 'Debian GNU/Linux 12')).toEqual([
      ['systemd', 'runs', 'well'],
      ['networking mode', 'nat', 'well'],
      ['localhost from Windows', 'reaches WSL', 'well'],
      ['kind of engine', 'native', 'well'],
      ['checkout', "on WSL's own disk", 'well'],
    ]);
  });

  it('tells what is slow, off or elsewhere', async () => {
    const files = {
      '/proc/1/comm': 'init\n',
      '/etc/wsl.conf': '[boot]\nsystemd=true\n',
      '/mnt/c/Users/ada/.wslconfig': '[wsl2]\r\nnetworkingMode=mirrored\r\nlocalhostForwarding=false\r\n',
    };
    expect(await rows(files, '/mnt/c/Users/ada/platform', 'Docker Desktop')).toEqual([
      ['systemd', 'set in /etc/wsl.conf, does not run yet', 'worth a look'],
      ['networking mode', 'mirrored', 'worth a look'],
      ['localhost from Windows', 'reaches WSL', 'well'],
      ['kind of engine', 'Docker Desktop', 'worth a look'],
      ['checkout', "on Windows' disk (/mnt/c/Users/ada/platform)", 'worth a look'],
    ]);
  });

  it('sees that Windows does not reach WSL', async () => {
    const files = {'/mnt/c/Users/ada/.wslconfig': '[wsl2]\r\nlocalhostForwarding=false\r\n'};
    expect((await rows(files, '/home/ada'))[2]).toEqual([
      'localhost from Windows',
      'localhostForwarding=false',
      'worth a look',
    ]);
  });

  it('has no such rows elsewhere', async () => {
    expect(await wslDetails('/')(machine({'/proc/version': 'Linux 6.1'}))).toEqual([]);
  });
});

group('setting', () => {
  it('reads a key of its own section only', () => {
    const text = '[experimental]\nmemory=1GB\n[WSL2]\n Memory = 8GB \n# swap=1\n';
    expect(setting(text, 'wsl2', 'memory')).toBe('8GB');
    expect(setting(text, 'wsl2', 'swap')).toBeUndefined();
    expect(setting(undefined, 'wsl2', 'swap')).toBeUndefined();
  });
});
