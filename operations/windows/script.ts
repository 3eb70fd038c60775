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
$wslconfig = Join-Path $env:USERPROFILE '.wslconfig'
`;

const install = (distribution: string): string => `
# 1. WSL 2 and the distribution
$distribution = ${quoted(distribution)}
$known = @(wsl.exe --list --quiet 2>$null | ForEach-Object { $_.Trim() } | Where-Object { $_ })
if ($known -notcontains $distribution) {
  wsl.exe --install --distribution $distribution --no-launch
  if ($LASTEXITCODE -ne 0) { throw "wsl --install ended with $LASTEXITCODE; restart Windows and run this again" }
  Write-Output "WSL: $distribution installed; restart Windows if it asks for it, then start it once and choose a user"
} else { Write-Output "WSL: $distribution is there" }
wsl.exe --set-default-version 2 | Out-Null
wsl.exe --set-default $distribution | Out-Null
`;

const settings = ({memoryGiB, processors}: Wishes): string => `
# 2. .wslconfig: raised to what the stack needs; every other line stays as it is
function Read-Setting([string[]] $lines, [string] $key) {
  $inside = $false
  foreach ($line in $lines) {
    if ($line -match '^\\s*\\[(.+?)\\]') { $inside = $Matches[1] -eq 'wsl2' }
    elseif ($inside -and $line -match ('^\\s*' + $key + '\\s*=\\s*(.*?)\\s*$')) { return $Matches[1] }
  }
}
function Write-Setting([string[]] $lines, [string] $key, [string] $value) {
  $result = New-Object System.Collections.Generic.List[string]
  $inside = $false; $done = $false
  foreach ($line in $lines) {
    if ($line -match '^\\s*\\[(.+?)\\]') {
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
  if ($text -match '^(\\d+)\\s*GB$') { return [double]$Matches[1] }
  if ($text -match '^(\\d+)\\s*MB$') { return [double]$Matches[1] / 1024 }
  if ($text -match '^\\d+$') { return [double]$text / 1073741824 }
  return 0
}
$before = @(if (Test-Path $wslconfig) { Get-Content -LiteralPath $wslconfig })
$lines = $before
if ((Read-Gibibytes (Read-Setting $lines 'memory')) -lt ${memoryGiB}) { $lines = @(Write-Setting $lines 'memory' '${memoryGiB}GB') }
if ([int](Read-Setting $lines 'processors') -lt ${processors}) { $lines = @(Write-Setting $lines 'processors' '${processors}') }
if ((Read-Setting $lines 'localhostForwarding') -eq 'false') { $lines = @(Write-Setting $lines 'localhostForwarding' 'true') }
New-Item -ItemType Directory -Force -Path $record | Out-Null
$saved = Join-Path $record 'wslconfig.before'
if (($lines -join "\`n") -ne ($before -join "\`n")) {
  if (-not (Test-Path $saved)) { Set-Content -LiteralPath $saved -Value $before }
  Set-Content -LiteralPath $wslconfig -Value $lines -Encoding Ascii
  Set-Content -LiteralPath (Join-Path $record 'wslconfig.after') -Value $lines
  Write-Output '.wslconfig: changed; wsl --shutdown makes it count, and ends everything that runs in WSL'
} else { Write-Output '.wslconfig: enough already' }
`;

const trust = ({authority}: Wishes): string =>
  authority === undefined
    ? `
# 3. The stack's CA: not there yet; run ./platform up, then this again
`
    : `
# 3. The stack's CA, so that Windows trusts its certificates
$thumbprint = ${quoted(authority.thumbprint)}
if (-not (Test-Path "Cert:\\LocalMachine\\Root\\$thumbprint")) {
  $file = Join-Path $record 'ca.crt'
  Set-Content -LiteralPath $file -Encoding Ascii -Value @'
${authority.pem.trim()}
'@
  Import-Certificate -FilePath $file -CertStoreLocation Cert:\\LocalMachine\\Root | Out-Null
  Write-Output "CA: trusted ($thumbprint)"
} else { Write-Output 'CA: trusted already' }
Set-Content -LiteralPath (Join-Path $record 'thumbprint') -Value $thumbprint
`;

const lan = ({lanPorts}: Wishes): string =>
  lanPorts.length === 0
    ? `
# 4. The local network: not asked for (--lan), so the services stay on this machine
`
    : `
# 4. The local network: asked for; only private networks, only neighbours
$ports = @(${lanPorts.join(', ')})
$addresses = @(Get-NetIPAddress -AddressFamily IPv4 | Where-Object { $_.IPAddress -notlike '127.*' -and $_.IPAddress -notlike '169.254.*' -and $_.InterfaceAlias -notlike 'vEthernet*' } | ForEach-Object { $_.IPAddress })
foreach ($address in $addresses) { foreach ($port in $ports) {
  netsh.exe interface portproxy set v4tov4 listenaddress=$address listenport=$port connectaddress=127.0.0.1 connectport=$port | Out-Null
} }
Set-Content -LiteralPath (Join-Path $record 'portproxy') -Value @($addresses | ForEach-Object { $address = $_; $ports | ForEach-Object { "$address $_" } })
Remove-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue
New-NetFirewallRule -DisplayName $rule -Direction Inbound -Action Allow -Protocol TCP -LocalPort $ports -Profile Private -RemoteAddress LocalSubnet | Out-Null
Write-Output "local network: $($ports -join ', ') on $($addresses -join ', ')"
`;

/** The PowerShell that sets Windows up for a stack. Pure. */
export const setupScript = (wishes: Wishes): string =>
  `${head(wishes.stack, 'sets Windows up')}${install(wishes.distribution)}${settings(wishes)}${trust(wishes)}${lan(wishes)}`;

/** The PowerShell that takes all of it back but WSL itself, in which the data lies. Pure. */
export const undoScript = (stack: string): string => `${head(stack, 'takes everything back')}
$proxies = Join-Path $record 'portproxy'
if (Test-Path $proxies) {
  foreach ($line in Get-Content -LiteralPath $proxies) {
    $address, $port = $line -split ' '
    netsh.exe interface portproxy delete v4tov4 listenaddress=$address listenport=$port | Out-Null
  }
  Write-Output 'local network: port proxies removed'
}
Remove-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue
$trusted = Join-Path $record 'thumbprint'
if (Test-Path $trusted) {
  $thumbprint = (Get-Content -LiteralPath $trusted -TotalCount 1).Trim()
  if (Test-Path "Cert:\\LocalMachine\\Root\\$thumbprint") { Remove-Item "Cert:\\LocalMachine\\Root\\$thumbprint" }
  Write-Output 'CA: not trusted any more'
}
$saved = Join-Path $record 'wslconfig.before'
$after = Join-Path $record 'wslconfig.after'
if (Test-Path $saved) {
  $lines = @(Get-Content -LiteralPath $saved)
  $ours = @(if (Test-Path $after) { Get-Content -LiteralPath $after })
  $now = @(if (Test-Path $wslconfig) { Get-Content -LiteralPath $wslconfig })
  if (($now -join "\`n") -ne ($ours -join "\`n")) {
    Set-Content -LiteralPath "$wslconfig.before" -Value $lines -Encoding Ascii
    Write-Output ".wslconfig: changed by somebody since, so it stays; as it was before: $wslconfig.before"
  } else {
    if ($lines.Count -gt 0) { Set-Content -LiteralPath $wslconfig -Value $lines -Encoding Ascii }
    else { Remove-Item -LiteralPath $wslconfig -ErrorAction SilentlyContinue }
    Write-Output '.wslconfig: as it was before; wsl --shutdown makes it count'
  }
}
if (Test-Path $record) { Remove-Item -Recurse -Force $record }
Write-Output 'WSL and its distribution stay: wsl --unregister would delete them with all data'
`;

/** A script as `powershell.exe -EncodedCommand` takes it: UTF-16, little-endian, in base 64. */
export const encodedCommand = (script: string): string => Buffer.from(script, 'utf16le').toString('base64');
