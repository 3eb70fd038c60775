import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A CA in a folder of its own, made with openssl. */
export interface Authority {
  /** Path of the CA's certificate. */
  readonly ca: string;
  /** Key and certificate for localhost and 127.0.0.1 unless other names are given; negative days: expired. */
  readonly issue: (days?: number, names?: string) => {readonly key: string; readonly cert: string};
  readonly remove: () => void;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes a CA; `remove` it in the end. */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'kailash-test-ca-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, {cwd: folder, stdio: 'pipe'});
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', '/CN=test CA');
  return {
    ca: join(folder, 'ca.crt'),
    issue(days = 1, names = 'DNS:localhost,IP:127.0.0.1') {
      writeFileSync(join(folder, 'names'), `subjectAltName=${names}\n`);
      openssl('req', ...newKey, '-keyout', 'tls.key', '-out', 'tls.csr', '-subj', '/CN=test');
      const signed = [
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        String(days),
        '-extfile',
        'names',
      ];
      openssl('x509', '-req', '-in', 'tls.csr', ...signed, '-out', 'tls.crt');
      const read = (file: string) => readFileSync(join(folder, file), 'utf8');
      return {key: read('tls.key'), cert: read('tls.crt')};
    },
    remove: () => rmSync(folder, {recursive: true, force: true}),
  };
}

/** The same certificate for the same key, signed again by its CA as one that ended yesterday; all PEM but the CA's path. */
export function reissue(certificate: string, key: string, ca: string, caKey: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kailash-test-ca-'));
  const openssl = (...args: string[]) =>
    execFileSync('openssl', ['x509', ...args, '-copy_extensions', 'copy'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  try {
    writeFileSync(join(folder, 'old'), certificate);
    for (const [name, text] of Object.entries({key, caKey})) writeFileSync(join(folder, name), text, {mode: 0o600});
    writeFileSync(join(folder, 'request'), openssl('-x509toreq', '-in', 'old', '-signkey', 'key'));
    return openssl('-req', '-in', 'request', '-CA', ca, '-CAkey', 'caKey', '-set_serial', '1', '-days', '-1');
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
