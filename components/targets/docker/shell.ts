/** One word for `/bin/sh`, quoted (POSIX.1-2017, 2.2.2). */
const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A command line for `/bin/sh -c`. */
export const commandLine = (words: readonly string[]): string => words.map(quote).join(' ');

/**
 * Runs a script below `host/` as root: directly, or through `sudo -n`. The text is the same for every user, so that a
 * stack used by two people has no diff.
 * @param more shell text after the words
 */
export function asRoot(words: readonly string[], more = ''): string {
  const line = commandLine(words) + more;
  return `if [ "$(id -u)" = 0 ]; then exec ${line}; else exec sudo -n env PATH="$PATH" ${line}; fi`;
}
