import {copyFileSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {run} from '../../operations/images/docker';

/** A certificate for localhost that is its own CA, under the names that the services look for. */
export const makeCertificate = async (folder: string): Promise<void> => {
  mkdirSync(folder, {recursive: true});
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const {code, output} = await run('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', certificate]);
  if (code !== 0) throw new Error(`openssl: ${output}`);
  for (const copy of ['ca.crt', 'public.crt']) copyFileSync(certificate, join(folder, copy));
  for (const copy of ['private.key', 'tls.crt.key']) copyFileSync(key, join(folder, copy));
};
