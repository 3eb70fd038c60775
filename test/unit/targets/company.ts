import {execFileSync} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Certificates as a company has them, made with openssl, and some as it should not. */
export interface Company {
  readonly folder: string;
  readonly file: (name: string) => string;
  /** Makes NAME.key and NAME.crt, signed by another one, with these extensions. */
  readonly issue: (name: string, by: string, extensions: string, days?: number) => void;
  /** Puts files after one another. */
  readonly join: (name: string, ...parts: readonly string[]) => void;
  readonly remove: () => void;
}

/** Makes a root, an intermediate and another root; `remove` them in the end. */
export function companyCas(): Company {
  const folder = mkdtempSync(join(tmpdir(), 'kailash-company-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, {cwd: folder, stdio: 'pipe'});
  const root = (name: string) =>
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
      '-days',
      '30',
      '-subj',
      `/CN=${name}`,
    );
  const issue = (name: string, by: string, extensions: string, days = 20) => {
    const request = ['req', '-new', '-key', `${name}.key`, '-out', 'request', '-subj', `/CN=${name}`];
    if (readable(file(`${name}.key`))) openssl(...request);
    else openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', 'request', '-subj', `/CN=${name}`);
    writeFileSync(file('extensions'), extensions);
    const signed = ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', String(days)];
    openssl('x509', '-req', '-in', 'request', ...signed, '-extfile', 'extensions', '-out', `${name}.crt`);
    chmodSync(file(`${name}.key`), 0o600);
  };
  for (const name of ['root', 'other']) root(name);
  for (const name of ['root', 'other']) chmodSync(file(`${name}.key`), 0o600);
  issue(
    'middle',
    'root',
    'basicConstraints=critical,CA:true\nkeyUsage=keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n',
  );
  return {
    folder,
    file,
    issue,
    join: (name, ...parts) => writeFileSync(file(name), parts.map((part) => readFileSync(file(part), 'utf8')).join('')),
    remove: () => rmSync(folder, {recursive: true, force: true}),
  };
}

function readable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

/** The same with what `given.test.ts` tries. */
export function makeCompany(): Company {
  const company = companyCas();
  const {file, issue, folder} = company;
  const kept = (name: string, by: string, extensions: string, days?: number) => {
    issue('db', by, extensions, days);
    company.join(`${name}.crt`, 'db.crt');
  };
  kept('foreign', 'other', 'subjectAltName=DNS:db,DNS:localhost\n');
  kept('expired', 'root', 'subjectAltName=DNS:db,DNS:localhost\n', -1);
  kept('names', 'root', 'subjectAltName=DNS:db\n');
  kept('nameless', 'root', 'basicConstraints=CA:false\n');
  kept('client', 'root', 'subjectAltName=DNS:db,DNS:localhost\nextendedKeyUsage=clientAuth\n');
  issue('db', 'middle', 'subjectAltName=DNS:db,DNS:localhost\nextendedKeyUsage=serverAuth\n');
  company.join('chain.crt', 'root.crt', 'middle.crt', 'db.crt');
  company.join('bundle.crt', 'middle.crt', 'root.crt');
  company.join('both.crt', 'other.crt', 'root.crt');
  company.join('unrelated.crt', 'middle.crt', 'other.crt');
  writeFileSync(file('damaged.crt'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  writeFileSync(file('damaged.key'), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', {mode: 0o600});
  company.join('open.key', 'root.key');
  chmodSync(file('open.key'), 0o644);
  execFileSync(
    'openssl',
    ['pkey', '-in', 'root.key', '-aes256', '-passout', 'pass:swordfish', '-out', 'encrypted.key'],
    {
      cwd: folder,
      stdio: 'pipe',
    },
  );
  chmodSync(file('encrypted.key'), 0o600);
  return company;
}
