/** One word for `/bin/sh`, quoted (POSIX.1-2017, 2.2.2). */
const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A command line for `/bin/sh -c`. */
export const commandLine = (words: readonly string[]): string => words.map(quote).join(' ');

/** Where the door puts scripts that users who are not root may run as root (`host/install-rule`). */
const rootHome = '/usr/local/lib/kailash-platform';

/** A script below `host/` that needs root. */
export type RootScript = 'deliver' | 'vault';

/**
 * Runs a script as root: the checkout's own, or for other users the copy that sudo lets them run. The text is the same for
 * every user, so that a stack used by two people has no diff.
 * @param more shell text after the words
 */
export function asRoot(script: RootScript, words: readonly string[], more = ''): string {
  const line = commandLine([script, ...words]) + more;
  return `if [ "$(id -u)" = 0 ]; then exec host/${line}; else exec sudo -n ${rootHome}/as-root ${line}; fi`;
}
