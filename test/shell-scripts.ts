import {closeSync, openSync, readdirSync, readSync} from 'node:fs';
import {join} from 'node:path';

const skipped = new Set(['node_modules', '.git', '.platform', 'report', 'bin']);

const firstLine = (path: string): string => {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(80);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, 80, 0)).split('\n')[0] ?? '';
  } finally {
    closeSync(file);
  }
};

/** Every file below a folder whose first line names a shell. */
export const shellScripts = (folder: string): string[] =>
  readdirSync(folder, {withFileTypes: true}).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : shellScripts(path);
    return entry.isFile() && /^#!.*\b(sh|bash|dash)\b/.test(firstLine(path)) ? [path] : [];
  });
