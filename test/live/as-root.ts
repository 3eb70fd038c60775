import {execFileSync} from 'node:child_process';
import {root} from './stack';

/** Runs a program as root, and gives what it printed. */
export function asRoot(words: readonly string[], input = ''): string {
  const [command = '', ...rest] = process.getuid?.() === 0 ? words : ['sudo', ...words];
  return execFileSync(command, rest, {encoding: 'utf8', cwd: root, input});
}
