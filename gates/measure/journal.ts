import {appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
const dayMs = 86_400_000;
const keptDays = 31;

/** Lines of JSON in one file a day, so that a record goes on after a restart and old days can be dropped. */
export class Journal<T extends {readonly at: number}> {
  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {}

  /** Appends a line in one write, which is whole or absent after a crash of the process (write(2)). */
  append(entry: T): void {
    mkdirSync(this.folder, {recursive: true, mode: 0o700});
    appendFileSync(join(this.folder, `${this.name}-${day(entry.at)}.jsonl`), `${JSON.stringify(entry)}\n`, {
      mode: 0o600,
    });
  }

  /** Entries from a time on, and before another, in the order of their times. A torn last line is left out. */
  between(from: number, until: number): T[] {
    const days = this.files().filter((file) => file.day >= day(from - dayMs) && file.day <= day(until));
    return days
      .flatMap(({path}) => readFileSync(path, 'utf8').split('\n'))
      .flatMap((line) => {
        try {
          const entry = JSON.parse(line) as T;
          return entry.at >= from && entry.at < until ? [entry] : [];
        } catch {
          return [];
        }
      })
      .sort((a, b) => a.at - b.at);
  }

  /** Removes what is older than a month. */
  prune(now: number): void {
    for (const {path, day: of} of this.files()) if (of < day(now - keptDays * dayMs)) rmSync(path, {force: true});
  }

  private files(): {path: string; day: string}[] {
    let names: string[];
    try {
      names = readdirSync(this.folder);
    } catch {
      return [];
    }
    const start = `${this.name}-`;
    return names
      .filter((name) => name.startsWith(start) && name.endsWith('.jsonl'))
      .map((name) => ({path: join(this.folder, name), day: name.slice(start.length, -'.jsonl'.length)}))
      .sort((a, b) => a.day.localeCompare(b.day));
  }
}
