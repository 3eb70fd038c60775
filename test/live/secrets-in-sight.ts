import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';

/** How many files below a path hold the text. */
export function filesWith(text: string, path: string): number {
  const {status, stdout, stderr} = spawnSync(
    'grep',
    ['--recursive', '--text', '--files-with-matches', '--fixed-strings', text, path],
    {
      encoding: 'utf8',
    },
  );
  if (status === null || status > 1) throw new Error(stderr);
  return stdout.split('\n').filter(Boolean).length;
}

function processesShowing(text: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const kind of ['cmdline', 'environ']) {
      try {
        if (readFileSync(`/proc/${pid}/${kind}`, 'latin1').includes(text)) found.push(`${kind} of ${pid}`);
      } catch {
        // A process that ended meanwhile shows nothing.
      }
    }
  }
  return found;
}

/** Looks at every process' arguments and environment again and again until the work ends; returns where the text was seen. */
export async function keyIsNowhere(text: string, work: Promise<unknown>): Promise<string[]> {
  let ends = false;
  const ended = work.finally(() => {
    ends = true;
  });
  const seen = new Set<string>();
  while (!ends) {
    for (const place of processesShowing(text)) seen.add(place);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await ended;
  return [...seen];
}
