import {readdirSync, readFileSync} from 'node:fs';

const intervalMs = 100;

/** Keeps every argument list and every environment that any process of this machine shows while it looks. */
export class ProcessWatch {
  readonly seen: ReadonlyMap<string, Set<string>> = new Map([
    ['arguments', new Set<string>()],
    ['environments', new Set<string>()],
  ]);
  private timer: NodeJS.Timeout | undefined;

  start(): void {
    this.timer = setInterval(() => this.look(), intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
      for (const [kind, file] of [
        ['arguments', 'cmdline'],
        ['environments', 'environ'],
      ] as const) {
        try {
          this.seen.get(kind)?.add(readFileSync(`/proc/${pid}/${file}`, 'latin1'));
        } catch {
          // Gone meanwhile, or another user's.
        }
      }
  }
}
