import {X509Certificate} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {execa} from 'execa';
import {messageOf, UserError} from '../components/core/errors';
import {physicalName} from '../components/core/names';
import {authorityFile} from '../components/targets/docker/delivery';
import {needsIn} from './doctor/needs';
import {openStack, refuseStackName} from './session';
import {elevated, setupScript, undoScript, type Wishes} from './windows/script';

export interface WindowsOptions {
  readonly stack: string;
  readonly distribution: string;
  readonly lan?: boolean;
  readonly undo?: boolean;
  readonly run?: boolean;
  readonly output?: string;
}

/** Windows has no longer command line than this (CreateProcess). */
const longestCommand = 32_000;

function authorityOf(file: string): Wishes['authority'] {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  // Of two, while the CA is changed, the first one is the new one: Windows takes one from a file.
  const certificate = new X509Certificate(pem);
  return {pem: certificate.toString(), thumbprint: certificate.fingerprint.replaceAll(':', '')};
}

async function textFor({stack, distribution, lan = false, undo = false}: WindowsOptions): Promise<string> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(distribution))
    throw new UserError(
      `windows --distribution: not a name, got ${JSON.stringify(distribution)}; choose one that wsl --list --online shows`,
    );
  refuseStackName(stack);
  if (undo) return undoScript(stack);
  const session = await openStack(stack);
  const needs = await needsIn(session);
  return setupScript({
    stack,
    distribution,
    memoryGiB: Math.ceil(needs.memoryMiB / 1024),
    processors: needs.processors,
    lanPorts: lan ? needs.ports.map(({port}) => port) : [],
    authority: authorityOf(authorityFile(physicalName(session.name))),
  });
}

/** Runs a script in Windows as administrator: Windows asks its user. */
export async function runInWindows(script: string): Promise<number> {
  const outer = elevated(script);
  if (outer.length > longestCommand)
    throw new UserError('windows: the script is too long for a command line; use --output and run the file in Windows');
  const words = ['-NoProfile', '-NonInteractive', '-Command', outer];
  const {exitCode, failed, stderr} = await execa('powershell.exe', words, {reject: false, stdin: 'ignore'});
  if (exitCode === undefined || (failed && exitCode === 127))
    throw new UserError(
      'windows --run: powershell.exe can not be started from here; outside of WSL use --output, and run the file in Windows',
    );
  if (exitCode !== 0)
    throw new UserError(
      `windows --run: ended with ${exitCode}, got ${JSON.stringify(stderr.trim())}; run it by hand to see more`,
    );
  return 0;
}

/** PowerShell 5.1 takes a file without a byte order mark for the machine's old code page; there are line ends of Windows. */
function writeScript(file: string, script: string): void {
  try {
    writeFileSync(file, `\uFEFF${script.replaceAll('\n', '\r\n')}`);
  } catch (error) {
    throw new UserError(
      `windows --output: can't be written, got ${JSON.stringify(messageOf(error))}; name another file`,
    );
  }
}

/** `./platform windows`: shows the PowerShell that Windows needs, and runs it where asked to. */
export async function windows(options: WindowsOptions): Promise<number> {
  const script = await textFor(options);
  if (options.output === undefined) console.log(script);
  else {
    writeScript(options.output, script);
    console.log(
      `windows: wrote ${options.output}; in Windows, as administrator: powershell -ExecutionPolicy Bypass -File ${options.output}`,
    );
  }
  if (!options.run) return 0;
  await runInWindows(script);
  console.log('windows: done');
  return 0;
}
