import {once} from 'node:events';
import {connect} from 'node:net';
import type {Pairs} from './latency';

/** Runs PowerShell in Windows and gives what it printed. */
export type PowerShell = (script: string) => Promise<string>;

/** PowerShell that opens connections one after the other and prints the milliseconds of each, a line each. Pure. */
export const connectScript = (port: number, count: number): string =>
  [
    "$ErrorActionPreference = 'Stop'",
    '$culture = [Globalization.CultureInfo]::InvariantCulture',
    `foreach ($i in 1..${count}) {`,
    '  $client = New-Object Net.Sockets.TcpClient',
    '  $watch = [Diagnostics.Stopwatch]::StartNew()',
    // Not localhost: in WSL's mirrored mode its name alone can take seconds (microsoft/WSL#11186).
    `  $client.Connect('127.0.0.1', ${port})`,
    '  $watch.Elapsed.TotalMilliseconds.ToString($culture)',
    '  $client.Close()',
    '}',
  ].join('\n');

/** Reads what the script printed. @throws Error where a line is missing or is no number */
export function readTimes(output: string, count: number): number[] {
  const times = output.split(/\r?\n/).filter(Boolean).map(Number);
  if (times.length !== count || times.some(Number.isNaN))
    throw new Error(`Windows: not ${count} times, got ${JSON.stringify(output.slice(0, 100))}; is the stack up?`);
  return times;
}

async function connectOnce(port: number): Promise<number> {
  const start = performance.now();
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const took = performance.now() - start;
  socket.destroy();
  return took;
}

/** Portions in turn, so that both sides see the same machine; a process of PowerShell per pair would take hours. */
const portion = 100;

/** New connections to a published port, from Linux and from Windows in turn. */
export async function connectionsFromWindows(port: number, count: number, powershell: PowerShell): Promise<Pairs> {
  const inside: number[] = [];
  const outside: number[] = [];
  while (inside.length < count) {
    const n = Math.min(portion, count - inside.length);
    for (let i = 0; i < n; i++) inside.push(await connectOnce(port));
    outside.push(...readTimes(await powershell(connectScript(port, n)), n));
  }
  return {inside, outside};
}
