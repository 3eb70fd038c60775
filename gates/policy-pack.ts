import {readFileSync} from 'node:fs';

/** Parents looked at: program, language host, CLI, and a shell or two between. */
const generations = 6;

function parentOf(pid: number): number | undefined {
  try {
    // proc(5): the fourth field; the second is in brackets and may hold blanks.
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(')').at(-1) ?? '';
    return Number(afterName.trim().split(' ')[1]);
  } catch {
    return undefined;
  }
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Whether one of this process's parents was started with `--policy-pack`; the engine does not tell programs. */
export function policyPackLoaded(pid = process.ppid): boolean {
  for (let at: number | undefined = pid, i = 0; at !== undefined && at > 1 && i < generations; at = parentOf(at), i++)
    if (argumentsOf(at).some((word) => /^--policy-pack(=|$)/.test(word))) return true;
  return false;
}

/** Says so where the rules were not checked. */
export function notePolicyPack(say: (text: string) => void): void {
  if (!policyPackLoaded())
    say(
      'policies: the pack was not loaded, so nothing checked the security rules; run ./platform up, or add --policy-pack policies',
    );
}
