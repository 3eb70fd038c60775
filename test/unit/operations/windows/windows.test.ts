import {createHash} from 'node:crypto';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, describe as group, it, vi} from 'vitest';
import {UserError} from '../../../../components/core/errors';
import {containersIn} from '../../../../components/services/parts';
import {settingsOf} from '../../../../components/services/settings';
import type {Machine} from '../../../../operations/doctor/machine';
import {needsOf} from '../../../../operations/doctor/needs';
import {setting, wslDetails} from '../../../../operations/doctor/wsl';
import {runInWindows, windows} from '../../../../operations/windows';
import {elevated, quoted, setupScript, undoScript, type Wishes} from '../../../../operations/windows/script';

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
  const lines = linesOf(setupScript(wishes));

  it('raises memory and processors, lowers nothing, and touches no other key', () => {
    const from = lines.indexOf('$before = @(Read-Lines $wslconfig)');
    expect(lines.slice(from, lines.indexOf("} else { Write-Output '.wslconfig: stays as it is' }"))).toEqual([
      '$before = @(Read-Lines $wslconfig)',
      '$lines = $before',
      "$memory = Read-Setting $lines 'memory'",
      '$total = (Get-CimInstance Win32_ComputerSystem).TotalPhysicalMemory',
      // Where nothing is set WSL takes half of the memory: 6 GB would often be less.
      '$granted = if ($memory) { Read-Gibibytes $memory } else { [double]$total / 2147483648 }',
      'if ($null -eq $granted) { Write-Output ".wslconfig: memory=$memory is no size that this knows, so it stays; the stack needs 6GB" }',
      "elseif ($granted -lt 6) { $lines = @(Write-Setting $lines 'memory' '6GB') }",
      "$processors = Read-Setting $lines 'processors'",
      // Where nothing is set WSL takes all.
      "if ($processors -match '^\\d+$' -and [int]$processors -lt 2) { $lines = @(Write-Setting $lines 'processors' '2') }",
      "if ((Read-Setting $lines 'localhostForwarding') -eq 'false') { $lines = @(Write-Setting $lines 'localhostForwarding' 'true') }",
      'if (($lines -join "`n") -cne ($before -join "`n")) {',
      '  # What somebody wrote after an earlier run is theirs too.',
      '  if (-not (Test-Path $saved) -or (@(Read-Lines $after) -join "`n") -cne ($before -join "`n")) { Write-Lines $saved $before }',
      '  Write-Lines $wslconfig $lines',
      '  Write-Lines $after $lines',
      "  Write-Output '.wslconfig: changed; wsl --shutdown makes it count, and ends everything that runs in WSL'",
    ]);
  });

  it('reads sizes as WSL does, and a comment behind a value as a comment', () => {
    const start = lines.indexOf('function Read-Gibibytes([string] $text) {');
    expect(lines.slice(start + 1, start + 5)).toEqual([
      "  if ($text -match '^(\\d+)\\s*TB?$') { return [double]$Matches[1] * 1024 }",
      "  if ($text -match '^(\\d+)\\s*GB?$') { return [double]$Matches[1] }",
      "  if ($text -match '^(\\d+)\\s*MB?$') { return [double]$Matches[1] / 1024 }",
      "  if ($text -match '^\\d+$') { return [double]$text / 1073741824 }",
    ]);
    const pattern = /\(('.*' \+ \$key \+ '.*')\)\) \{ return/.exec(lines.join('\n'))?.[1] ?? '';
    const memory = new RegExp(pattern.replace("' + $key + '", 'memory').slice(1, -1), 'i');
    expect(memory.exec('Memory = 48GB # at most 48 GB')?.[1]).toBe('48GB');
    expect(memory.exec('memory=8GB')?.[1]).toBe('8GB');
    expect(memory.exec('# memory=8GB')).toBeNull();
  });

  it('keeps .wslconfig byte for byte but for its own lines', () => {
    expect(lines.filter((line) => /(Get|Set)-Content/.test(line))).toEqual([
      "  Set-Content -LiteralPath $file -Encoding Ascii -Value @'",
    ]);
    expect(lines).toContain('$bytes = [Text.Encoding]::GetEncoding(28591)');
    expect(lines).toContain('  [IO.File]::WriteAllBytes($path, $bytes.GetBytes($text))');
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
      '$thumbprint = \'AB12\'\nRemove-Authorities $thumbprint\nif (-not (Test-Path "Cert:\\LocalMachine\\Root\\$thumbprint")) {',
    );
    // Noted as ours only where it was not trusted before: undo must not take a company's CA away.
    expect(script).toContain(
      '  Write-Lines $trusted @($thumbprint)\n  Write-Output "CA: trusted ($thumbprint)"\n} else {',
    );
    expect(script).toContain("-Value @'\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'@");
    expect(setupScript({...wishes, authority: undefined})).not.toContain('Import-Certificate');
  });

  it('opens no port unless the local network is asked for', () => {
    expect(setupScript(wishes)).not.toMatch(/portproxy (set|add)|New-NetFirewallRule/);
    // What an earlier run opened is closed in either case.
    expect(setupScript(wishes)).toMatch(/\(--lan\), so the services stay on this machine\nClose-Lan\n$/);
    const script = setupScript({...wishes, lanPorts: [5432, 6379]});
    expect(script).toContain('\nClose-Lan\n$ports = @(5432, 6379)\n');
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
  it('takes back port proxies, firewall rule, CA, default distribution and .wslconfig, and never deletes WSL', () => {
    const script = undoScript('dev');
    for (const part of [
      'netsh.exe interface portproxy delete v4tov4 listenaddress=$address listenport=$port',
      'Remove-NetFirewallRule -DisplayName $rule',
      '      Remove-Item "Cert:\\LocalMachine\\Root\\$one"\n',
      '\nClose-Lan\nRemove-Authorities\n',
      '    if ($lines.Count -gt 0) { Write-Lines $wslconfig $lines }\n',
      '  wsl.exe --set-default $name | Out-Null\n',
    ])
      expect(script).toContain(part);
    // Who changed .wslconfig since keeps what they wrote.
    expect(script).toContain(
      'if ((@(Read-Lines $wslconfig) -join "`n") -cne (@(Read-Lines $after) -join "`n")) {\n    Write-Lines "$wslconfig.before" $lines',
    );
    expect(linesOf(script).filter((line) => line.includes('--unregister'))).toEqual([
      "Write-Output 'WSL and its distribution stay: wsl --unregister would delete them with all data'",
    ]);
  });
});

group('elevated', () => {
  const line = elevated(setupScript({...wishes, lanPorts: [5432]}));
  it('runs the bytes that were shown and no others', () => {
    const hash = createHash('sha256')
      .update(setupScript({...wishes, lanPorts: [5432]}))
      .digest('hex');
    expect(line).toContain(`if ($hash -ne ''${hash.toUpperCase()}'') { throw`);
    expect(line).toMatch(
      /; exit \(Start-Process powershell\.exe -Verb RunAs -Wait -PassThru -ArgumentList '-NoProfile','-ExecutionPolicy','Bypass','-EncodedCommand',\$encoded\)\.ExitCode$/,
    );
  });
  it('hands over little where Windows asks its user, and no double quotes', () => {
    const [, inner = ''] = /'''; ' \+ '(.+)'; \$encoded/.exec(line) ?? [];
    expect(inner).toContain('[ScriptBlock]::Create(');
    // UTF-16 in base 64, with a long path in front.
    expect(((inner.length + 120) * 8) / 3).toBeLessThan(1_900);
    expect(line).not.toContain('"');
  });
  it('fits into a command line with the certificate of a stack', () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(2_000)}\n-----END CERTIFICATE-----\n`;
    const whole = setupScript({...wishes, lanPorts: [1, 2, 3, 4, 5, 6], authority: {pem, thumbprint: 'AB12'}});
    expect(elevated(whole).length).toBeLessThan(20_000);
  });
});

group('quoted', () => {
  it("doubles PowerShell's quotes", () => expect(quoted("O'Neill")).toBe("'O''Neill'"));
});

group('needsOf', () => {
  it('counts what makes the limits of all containers fit their share of the memory', () => {
    const settings = settingsOf({elasticsearch: '{"enabled": true}', redis: '{"port": 16379}'}, 'dev', 64_000);
    // Gateway, PostgreSQL, Redis, and Elasticsearch with the node behind its front.
    const all = containersIn(settings);
    expect(all).toContain('elasticsearch-node');
    const {limitsMiB, memoryMiB, processors, ports} = needsOf(settings, 'stack dev');
    expect({limitsMiB, memoryMiB, processors}).toEqual({limitsMiB: 2048, memoryMiB: 2560, processors: 2});
    expect(ports).toContainEqual({service: 'redis', port: 16379});
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
    expect(words[3]).toBe(elevated(undoScript('dev')));
    const [, encoded = ''] = /FromBase64String\('([^']+)'\)/.exec(words[3] ?? '') ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe(undoScript('dev'));
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

  it('says where the file can not be written', async () => {
    const output = join(folder, 'none', 'undo.ps1');
    await expect(windows({stack: 'dev', distribution: 'Debian', undo: true, output})).rejects.toThrow(
      /^windows --output: can't be written, got "ENOENT: .*"; name another file$/,
    );
  });

  it('refuses a stack that is no name', async () => {
    await expect(windows({stack: "x'; rm", distribution: 'Debian', undo: true})).rejects.toThrow(
      new UserError('stack: not a name, got "x\'; rm"; write lower-case letters, digits and hyphens'),
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
    const text = '[experimental]\nmemory=1GB\n[WSL2]\n Memory = 8GB # at most\n# swap=1\n';
    expect(setting(text, 'wsl2', 'memory')).toBe('8GB');
    expect(setting(text, 'wsl2', 'swap')).toBeUndefined();
    expect(setting(undefined, 'wsl2', 'swap')).toBeUndefined();
  });
});
