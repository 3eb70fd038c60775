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
const quantityWords = [
  ...['TTL', 'EXPIR', 'TIMEOUT', 'LENGTH', 'LIMIT', 'MAX', 'MIN', 'AGE', 'SIZE', 'COUNT', 'INTERVAL', 'TOKENS'],
];
const exactNames = ['PGPASSWORD', 'PASSWORD', 'PASS', 'PWD_HASH', 'REDISCLI_AUTH', 'NEO4J_AUTH'];

/** Values that are a secret whatever they are called: private keys, and tokens that their issuers made to be recognised. */
const secretValue =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(gh[opsur]_\w{36}|github_pat_\w{22}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10}|sk-[\w-]{32})/;

/** Whether a variable or option of this name holds a secret in the clear when it has this value. */
export function isCredential(name: string, value: string): boolean {
  if (secretValue.test(value)) return true;
  const key = name
    .toUpperCase()
    .replace(/[-.]/g, '_')
    .replace(/TOKENIZ[A-Z]*/, '');
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

/** Options of well-known clients that take a password and do not say so by their name. */
const clientOptions = [
  /\bredis-cli\b[^;&|]*?\s(-a)\s+["']?[^\s"'$;&|<-]/,
  /\b(?:mysql|mariadb)(?:admin|dump|check|-admin|-dump|-check)?\b[^;&|]*?\s(-p)["']?[^\s"'$;&|<]/,
  /\bcurl\b[^;&|]*?\s(-u|--user)[\s=]*["']?[^\s"':$]+:[^\s"'$<]/,
  /\b(Authorization):\s*(?:Bearer|Basic|ApiKey)\s+[^\s"'$<{]{8}/i,
];

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
  const line = words.join(' ');
  return [...found, ...clientOptions.flatMap((option) => option.exec(line)?.[1] ?? [])];
}

/** What a text, such as the configuration of a program, holds that is a secret; undefined if nothing looks like one. */
export function secretIn(text: string): string | undefined {
  const lines = text.split(/[\n{,]/).map((line) => line.replace(/^\s*(?:-\s+)?(["']?)([\w.-]+)\1\s*[:=]\s*/, '$2='));
  // What is called, or looked up, is code that gets the secret from elsewhere.
  const [name] = credentialArguments(lines.filter((line) => !/^[\w.-]+=[\w.]+[([]/.test(line)));
  if (name) return `${name} looks like a secret`;
  if (secretValue.test(text)) return text.includes('PRIVATE KEY-----') ? 'holds a private key' : 'holds a token';
  return credentialUrl(text) ? 'holds a URL with a password' : undefined;
}

/** Whether a file's name says that it holds a secret; the list of users has none any more. */
export const namesSecret = (file: string): boolean =>
  file !== '/etc/passwd' &&
  /(^|[^a-z])(secrets?|passwords?|passwd|tokens?|credentials?|htpasswd|pgpass|id_rsa|id_ed25519)([^a-z]|$)|\.(key|p12)$/i.test(
    file,
  );

const unquote = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');
