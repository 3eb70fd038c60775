const credentialWords = [
  ...['PASSWORD', 'PASSPHRASE', 'TOKEN', 'SECRET', 'API_KEY', 'APIKEY', 'PRIVATE_KEY', 'ACCESS_KEY'],
  ...['ENCRYPTION_KEY', 'CREDENTIAL', 'REQUIREPASS'],
];
const credentialEnds = ['_PASS', '_PWD', 'PASSWD', '_SALT', '_DSN', '_AUTH'];
const exemptWords = ['ALLOW_EMPTY_', 'RANDOM_'];
const exemptEnds = [
  ...['_FILE', '_FILES', '_PATH', '_DIR', '_ENCRYPTION', '_METHOD', '_ALGORITHM', '_POLICY', '_ENABLED', '_REQUIRED'],
  ...['_HEADER', '_TYPE', '_ID', '_NAME', '_PROVIDER', '_URL', '_HASHER'],
];
const quantityWords = ['TTL', 'EXPIR', 'TIMEOUT', 'LENGTH', 'LIMIT', 'MAX', 'MIN', 'AGE', 'SIZE', 'COUNT', 'INTERVAL'];
const exactNames = ['PGPASSWORD', 'PASSWORD', 'PASS', 'PWD_HASH', 'REDISCLI_AUTH', 'NEO4J_AUTH'];

/** Whether a variable or option of this name holds a secret in the clear when it has this value. */
export function isCredential(name: string, value: string): boolean {
  const key = name.toUpperCase().replace(/[-.]/g, '_');
  const isShaped =
    exactNames.includes(key) ||
    credentialWords.some((word) => key.includes(word)) ||
    credentialEnds.some((end) => key.endsWith(end));
  if (!isShaped) return false;
  if (exemptWords.some((word) => key.includes(word)) || exemptEnds.some((end) => key.endsWith(end))) return false;
  if (value === '' || /^(true|false|yes|no|on|off|none|[01])$/i.test(value)) return false;
  if (/^(\$|<|file:|@|\/(run|var\/run)\/secrets\/)/.test(value)) return false;
  return !(quantityWords.some((word) => key.includes(word)) && /^\d+[a-z]{0,2}$/i.test(value));
}

/** A URL with a user and a password that is no placeholder; gives the scheme and the user only. */
export function credentialUrl(text: string): {readonly scheme: string; readonly user: string} | undefined {
  const found = /([a-z][a-z0-9+.-]*):\/\/([^\s/:@'"]*):([^\s/@'"]+)@/i.exec(text);
  const [, scheme = '', user = '', password = ''] = found ?? [];
  return found && !/^(\$|<|\{\{|%[sv])/.test(password) ? {scheme, user} : undefined;
}

/** Names of options and variables in a command line or script that are given a secret in the clear. */
export function credentialArguments(words: readonly string[]): string[] {
  const found: string[] = [];
  words.forEach((word, index) => {
    for (const [, name = '', quoted = ''] of word.matchAll(
      /(?:^|[\s;&|("'])(-{0,2}[A-Za-z][\w.-]*)=("[^"]*"|'[^']*'|[^\s;&|)]*)/g,
    )) {
      if (isCredential(name.replace(/^-+/, ''), unquote(quoted))) found.push(name);
    }
    const separate = /^--?([A-Za-z][\w-]*)$/.exec(word);
    const next = words[index + 1];
    if (separate?.[1] && next !== undefined && !next.startsWith('-') && isCredential(separate[1], next))
      found.push(word);
    for (const [, name = '', value = ''] of word.matchAll(
      /\s(--[A-Za-z][\w-]*)\s+("[^"]*"|'[^']*'|[^\s-][^\s;&|)]*)/g,
    )) {
      if (isCredential(name.slice(2), unquote(value))) found.push(name);
    }
  });
  return found;
}

const unquote = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');
