import {createHash} from 'node:crypto';

/** What the PowerShell is to set up. */
export interface Wishes {
  readonly stack: string;
  readonly distribution: string;
  /** GiB of memory and processors that WSL gets at least. */
  readonly memoryGiB: number;
  readonly processors: number;
  /** Ports of the stack; given to the local network only where asked for. */
  readonly lanPorts: readonly number[];
  /** The CA's certificate, PEM; absent where it is not there yet. */
  readonly authority?: {readonly pem: string; readonly thumbprint: string};
}

/** Text as PowerShell reads it literally (about_Quoting_Rules). */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const head = (stack: string, purpose: string): string => `# kailash-platform, stack ${stack}: ${purpose}
# Can be run again at any time. Windows PowerShell 5.1 or newer, as administrator.
#Requires -Version 5.1
#Requires -RunAsAdministrator
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2
$env:WSL_UTF8 = '1'
$rule = ${quoted(`kailash-platform ${stack}`)}
$record = Join-Path $env:LOCALAPPDATA ${quoted(`kailash-platform\\${stack}`)}
$proxies = Join-Path $record 'portproxy'
$trusted = Join-Path $record 'thumbprint'
$default = Join-Path $record 'distribution.before'
$saved = Join-Path $record 'wslconfig.before'
$after = Join-Path $record 'wslconfig.after'
$wslconfig = Join-Path $env:USERPROFILE '.wslconfig'
# Byte for byte, whatever the file's encoding: Set-Content of PowerShell 5.1 would write it in another.
$bytes = [Text.Encoding]::GetEncoding(28591)
function Read-Lines([string] $path) {
  if (-not (Test-Path -LiteralPath $path)) { return }
  $text = $bytes.GetString([IO.File]::ReadAllBytes($path))
  if ($text) { ($text -replace '\\r?\\n\\z', '') -split '\\r?\\n' }
}
function Write-Lines([string] $path, [string[]] $lines) {
  $text = if ($lines) { ($lines -join "\`r\`n") + "\`r\`n" } else { '' }
  [IO.File]::WriteAllBytes($path, $bytes.GetBytes($text))
}
function Close-Lan {
  $there = @(Read-Lines $proxies)
  foreach ($line in $there) {
    $address, $port = $line -split ' '
    netsh.exe interface portproxy delete v4tov4 listenaddress=$address listenport=$port | Out-Null
  }
  if ($there.Count -gt 0) {
    Remove-Item -LiteralPath $proxies
    Write-Output 'local network: what was opened is closed'
  }
  Remove-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue
}
function Remove-Authorities([string] $but) {
  foreach ($one in @(Read-Lines $trusted)) {
    if ($one -ne $but -and (Test-Path "Cert:\\LocalMachine\\Root\\$one")) {
      Remove-Item "Cert:\\LocalMachine\\Root\\$one"
      Write-Output "CA: not trusted any more ($one)"
    }
  }
}
`;

const install = (distribution: string): string => `
# 1. WSL 2 and the distribution
$distribution = ${quoted(distribution)}
New-Item -ItemType Directory -Force -Path $record | Out-Null
$known = @(wsl.exe --list --quiet | ForEach-Object { $_.Trim() } | Where-Object { $_ })
if ($known -notcontains $distribution) {
  wsl.exe --install --distribution $distribution --no-launch
  if ($LASTEXITCODE -ne 0) { throw "wsl --install ended with $LASTEXITCODE; restart Windows and run this again" }
  Write-Output "WSL: $distribution installed; restart Windows if it asks for it, then start it once and choose a user"
} else { Write-Output "WSL: $distribution is there" }
$lxss = 'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Lxss'
$chosen = Get-ItemProperty -Path $lxss -Name DefaultDistribution -ErrorAction SilentlyContinue
if ($chosen -and -not (Test-Path $default)) {
  $name = (Get-ItemProperty -Path (Join-Path $lxss $chosen.DefaultDistribution)).DistributionName
  if ($name -ne $distribution) { Write-Lines $default @($name) }
}
wsl.exe --set-default-version 2 | Out-Null
wsl.exe --set-default $distribution | Out-Null
`;

const settings = ({memoryGiB, processors}: Wishes): string => `
# 2. .wslconfig: raised to what the stack needs, never lowered; every other line stays as it is
function Read-Setting([string[]] $lines, [string] $key) {
  $inside = $false
  foreach ($line in $lines) {
    if ($line -match '^(?:\\u00EF\\u00BB\\u00BF)?\\s*\\[(.+?)\\]') { $inside = $Matches[1] -eq 'wsl2' }
    elseif ($inside -and $line -match ('^\\s*' + $key + '\\s*=\\s*([^#]*?)\\s*(#.*)?$')) { return $Matches[1] }
  }
}
function Write-Setting([string[]] $lines, [string] $key, [string] $value) {
  $result = New-Object System.Collections.Generic.List[string]
  $inside = $false; $done = $false
  foreach ($line in $lines) {
    if ($line -match '^(?:\\u00EF\\u00BB\\u00BF)?\\s*\\[(.+?)\\]') {
      if ($inside -and -not $done) { $result.Add("$key=$value"); $done = $true }
      $inside = $Matches[1] -eq 'wsl2'
    } elseif ($inside -and $line -match ('^\\s*' + $key + '\\s*=')) {
      if (-not $done) { $result.Add("$key=$value"); $done = $true }
      continue
    }
    $result.Add($line)
  }
  if (-not $done) { if (-not $inside) { $result.Add('[wsl2]') }; $result.Add("$key=$value") }
  return $result.ToArray()
}
function Read-Gibibytes([string] $text) {
  if ($text -match '^(\\d+)\\s*TB?$') { return [double]$Matches[1] * 1024 }
  if ($text -match '^(\\d+)\\s*GB?$') { return [double]$Matches[1] }
  if ($text -match '^(\\d+)\\s*MB?$') { return [double]$Matches[1] / 1024 }
  if ($text -match '^\\d+$') { return [double]$text / 1073741824 }
}
$before = @(Read-Lines $wslconfig)
$lines = $before
$memory = Read-Setting $lines 'memory'
# Without a line WSL takes half of the memory, and all processors.
$total = (Get-CimInstance Win32_ComputerSystem).TotalPhysicalMemory
$granted = if ($memory) { Read-Gibibytes $memory } else { [double]$total / 2147483648 }
if ($null -eq $granted) { Write-Output ".wslconfig: memory=$memory is no size that this knows, so it stays; the stack needs ${memoryGiB}GB" }
elseif ($granted -lt ${memoryGiB}) { $lines = @(Write-Setting $lines 'memory' '${memoryGiB}GB') }
$processors = Read-Setting $lines 'processors'
if ($processors -match '^\\d+$' -and [int]$processors -lt ${processors}) { $lines = @(Write-Setting $lines 'processors' '${processors}') }
if ((Read-Setting $lines 'localhostForwarding') -eq 'false') { $lines = @(Write-Setting $lines 'localhostForwarding' 'true') }
if (($lines -join "\`n") -cne ($before -join "\`n")) {
  # What somebody wrote after an earlier run is theirs too.
  if (-not (Test-Path $saved) -or (@(Read-Lines $after) -join "\`n") -cne ($before -join "\`n")) { Write-Lines $saved $before }
  Write-Lines $wslconfig $lines
  Write-Lines $after $lines
  Write-Output '.wslconfig: changed; wsl --shutdown makes it count, and ends everything that runs in WSL'
} else { Write-Output '.wslconfig: stays as it is' }
`;

const trust = ({authority}: Wishes): string =>
  authority === undefined
    ? `
# 3. The stack's CA: not there yet; run ./platform up, then this again
`
    : `
# 3. The stack's CA, so that Windows trusts its certificates; one that others had it trust is not noted as ours
$thumbprint = ${quoted(authority.thumbprint)}
Remove-Authorities $thumbprint
if (-not (Test-Path "Cert:\\LocalMachine\\Root\\$thumbprint")) {
  $file = Join-Path $record 'ca.crt'
  Set-Content -LiteralPath $file -Encoding Ascii -Value @'
${authority.pem.trim()}
'@
  Import-Certificate -FilePath $file -CertStoreLocation Cert:\\LocalMachine\\Root | Out-Null
  Write-Lines $trusted @($thumbprint)
  Write-Output "CA: trusted ($thumbprint)"
} else { Write-Output 'CA: trusted already' }
`;

const lan = ({lanPorts}: Wishes): string =>
  lanPorts.length === 0
    ? `
# 4. The local network: not asked for (--lan), so the services stay on this machine
Close-Lan
`
    : `
# 4. The local network: asked for; only private networks, only neighbours
Close-Lan
$ports = @(${lanPorts.join(', ')})
$addresses = @(Get-NetIPAddress -AddressFamily IPv4 | Where-Object { $_.IPAddress -notlike '127.*' -and $_.IPAddress -notlike '169.254.*' -and $_.InterfaceAlias -notlike 'vEthernet*' } | ForEach-Object { $_.IPAddress })
Write-Lines $proxies @($addresses | ForEach-Object { $address = $_; $ports | ForEach-Object { "$address $_" } })
foreach ($address in $addresses) { foreach ($port in $ports) {
  netsh.exe interface portproxy set v4tov4 listenaddress=$address listenport=$port connectaddress=127.0.0.1 connectport=$port | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "netsh portproxy $\{address}:$port ended with $LASTEXITCODE" }
} }
New-NetFirewallRule -DisplayName $rule -Direction Inbound -Action Allow -Protocol TCP -LocalPort $ports -Profile Private -RemoteAddress LocalSubnet | Out-Null
Write-Output "local network: $($ports -join ', ') on $($addresses -join ', ')"
`;

/** The PowerShell that sets Windows up for a stack. Pure. */
export const setupScript = (wishes: Wishes): string =>
  `${head(wishes.stack, 'sets Windows up')}${install(wishes.distribution)}${settings(wishes)}${trust(wishes)}${lan(wishes)}`;

/** The PowerShell that takes all of it back but WSL itself, in which the data lies. Pure. */
export const undoScript = (stack: string): string => `${head(stack, 'takes everything back')}
Close-Lan
Remove-Authorities
if (Test-Path $saved) {
  $lines = @(Read-Lines $saved)
  if ((@(Read-Lines $wslconfig) -join "\`n") -cne (@(Read-Lines $after) -join "\`n")) {
    Write-Lines "$wslconfig.before" $lines
    Write-Output ".wslconfig: changed by somebody since, so it stays; as it was before: $wslconfig.before"
  } else {
    if ($lines.Count -gt 0) { Write-Lines $wslconfig $lines }
    else { Remove-Item -LiteralPath $wslconfig -ErrorAction SilentlyContinue }
    Write-Output '.wslconfig: as it was before; wsl --shutdown makes it count'
  }
}
foreach ($name in @(Read-Lines $default)) {
  wsl.exe --set-default $name | Out-Null
  Write-Output "WSL: $name is the default again"
}
if (Test-Path $record) { Remove-Item -Recurse -Force $record }
Write-Output 'WSL and its distribution stay: wsl --unregister would delete them with all data'
`;

/** What runs as administrator: the bytes of a file, if they are still the ones that were shown. Pure. */
const inner = (hash: string): string =>
  [
    '$bytes = [IO.File]::ReadAllBytes($file)',
    'Remove-Item -LiteralPath $file',
    "$hash = [BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($bytes)).Replace('-', '')",
    `if ($hash -ne '${hash}') { throw 'kailash-platform: the file was changed' }`,
    '& ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString($bytes)))',
  ].join('; ');

/**
 * One line of PowerShell that runs a script as administrator, for which Windows asks its user. The script goes through
 * a file: ShellExecute, which asks, takes a short command line only (INTERNET_MAX_URL_LENGTH, about 2000). No double
 * quotes, which each program on the way would read in its own way. Pure.
 */
export function elevated(script: string): string {
  const bytes = Buffer.from(script);
  const hash = createHash('sha256').update(bytes).digest('hex').toUpperCase();
  return [
    "$ErrorActionPreference = 'Stop'",
    '$file = [IO.Path]::GetTempFileName()',
    `[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String('${bytes.toString('base64')}'))`,
    `$inner = '$file = ''' + $file.Replace('''', '''''') + '''; ' + ${quoted(inner(hash))}`,
    '$encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($inner))',
    "exit (Start-Process powershell.exe -Verb RunAs -Wait -PassThru -ArgumentList '-NoProfile','-ExecutionPolicy','Bypass','-EncodedCommand',$encoded).ExitCode",
  ].join('; ');
}

/** A script as `powershell.exe -EncodedCommand` takes it: UTF-16, little-endian, in base 64. */
export const encodedCommand = (script: string): string => Buffer.from(script, 'utf16le').toString('base64');
