import {createPrivateKey, type KeyObject, X509Certificate} from 'node:crypto';
import {readFileSync, statSync} from 'node:fs';
import {isIP} from 'node:net';
import {messageOf, UserError} from '../../core/errors';

/** A certificate and its key that a company made. */
export interface GivenFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A company's CA, checked; all texts are PEM. */
export interface GivenAuthority {
  /** What clients trust: certificates that signed themselves. */
  readonly roots: readonly X509Certificate[];
  readonly rootsPem: string;
  /** Absent: the company signs each service's certificate itself. */
  readonly issuer?: {
    readonly certificatePem: string;
    /** PKCS #8. */
    readonly keyPem: string;
    /** What is sent after a service's certificate: the issuer and those above it, but no root. */
    readonly chainPem: string;
  };
}

/** RFC 5280, 4.2.1.12: `id-kp-serverAuth`, `anyExtendedKeyUsage`. */
const serverUses = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

const quoted = (text: string): string => JSON.stringify(text);
const pemOf = (certificates: readonly X509Certificate[]): string =>
  certificates.map((certificate) => certificate.toString()).join('');
const nameOf = ({subject}: X509Certificate): string => quoted((subject ?? '').replaceAll('\n', ', '));
const signedBy = (certificate: X509Certificate, by: X509Certificate): boolean =>
  certificate.checkIssued(by) && certificate.verify(by.publicKey);

const isFor = (certificate: X509Certificate, name: string): boolean =>
  (isIP(name) === 0
    ? certificate.checkHost(name.replace('*', 'any'), {subject: 'never'})
    : certificate.checkIP(name)) !== undefined;

function read(where: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      `${where}: cannot be read, got ${quoted(file)}: ${messageOf(error)}; give a readable PEM file`,
      {cause: error},
    );
  }
}

function certificatesIn(where: string, file: string): X509Certificate[] {
  const blocks = read(where, file).match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (!blocks)
    throw new UserError(
      `${where}: holds no certificate, got ${quoted(file)}; give a PEM file (DER: openssl x509 -inform der -in FILE)`,
    );
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw new UserError(
        `${where}: certificate ${index + 1} is damaged, got ${quoted(file)}; give the file as it was made`,
        {
          cause: error,
        },
      );
    }
  });
}

function keyIn(where: string, file: string): KeyObject {
  const text = read(where, file);
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) !== 0)
    throw new UserError(`${where}: others may read it, got mode 0${mode.toString(8)}; run chmod 600 ${file}`);
  if (/ENCRYPTED/.test(text))
    throw new UserError(
      `${where}: needs a passphrase, which nobody is there to type, got ${quoted(file)}; write it without: openssl pkey -in FILE -out NEW`,
    );
  try {
    return createPrivateKey(text);
  } catch {
    // The reason could quote the key.
    throw new UserError(`${where}: holds no private key, got ${quoted(file)}; give a PEM file`);
  }
}

const keyText = (key: KeyObject): string => key.export({type: 'pkcs8', format: 'pem'}).toString();

function refuseDates(where: string, certificate: X509Certificate, now: number): void {
  const day = (text: string) => new Date(text).toISOString().slice(0, 10);
  if (Date.parse(certificate.validTo) < now)
    throw new UserError(`${where}: ${nameOf(certificate)} expired, got ${day(certificate.validTo)}; have it renewed`);
  if (Date.parse(certificate.validFrom) > now)
    throw new UserError(
      `${where}: ${nameOf(certificate)} is not valid yet, got ${day(certificate.validFrom)}; is the clock right?`,
    );
}

const isCurrent = ({validFrom, validTo}: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now <= Date.parse(validTo);

/** A certificate and those above it, without the root. */
function chainOf(
  where: string,
  certificate: X509Certificate,
  {others, roots, now}: {others: readonly X509Certificate[]; roots: readonly X509Certificate[]; now: number},
): X509Certificate[] {
  const chain = [certificate];
  // A certificate may stand beside the one that it was renewed by.
  const current = (all: readonly X509Certificate[]) => all.find((one) => isCurrent(one, now)) ?? all[0];
  for (;;) {
    const last = chain.at(-1) as X509Certificate;
    refuseDates(where, last, now);
    const root = current(roots.filter((one) => signedBy(last, one)));
    if (root) {
      refuseDates(where, root, now);
      return chain.filter((one) => !roots.some((known) => known.raw.equals(one.raw)));
    }
    const next = current(others.filter((other) => other.ca && !chain.includes(other) && signedBy(last, other)));
    if (!next)
      throw new UserError(
        `${where}: no root that clients trust signed ${nameOf(last)}, its issuer is ${quoted(last.issuer.replaceAll('\n', ', '))}; ` +
          'append the intermediate certificates, and have the root in authority.certificateFile',
      );
    chain.push(next);
  }
}

/** Reads and checks a company's CA. @throws UserError */
export function givenAuthority(
  {certificateFile, keyFile}: {readonly certificateFile: string; readonly keyFile?: string},
  now = Date.now(),
): GivenAuthority {
  const where = 'authority.certificateFile';
  const all = certificatesIn(where, certificateFile);
  const leaf = all.find(({ca}) => !ca);
  if (leaf)
    throw new UserError(
      `${where}: ${nameOf(leaf)} is no CA, got ${quoted(certificateFile)}; give certificates of CAs only`,
    );
  const roots = all.filter((one) => signedBy(one, one));
  if (roots.length === 0)
    throw new UserError(
      `${where}: holds no root, which clients need, got ${all.map(nameOf).join(', ')}; append the certificate that signed itself`,
    );
  const trusted = {roots, rootsPem: pemOf(roots)};
  if (keyFile === undefined) {
    // One that has ended may stand beside its successor.
    if (!roots.some((root) => isCurrent(root, now))) refuseDates(where, roots[0] as X509Certificate, now);
    return trusted;
  }
  const key = keyIn('authority.keyFile', keyFile);
  const issuer = all.find((one) => one.checkPrivateKey(key));
  if (!issuer)
    throw new UserError(
      `authority.keyFile: is not the key of a certificate in ${where}, got ${all.map(nameOf).join(', ')}; give the key of one of them`,
    );
  const chain = chainOf(where, issuer, {others: all, roots, now});
  return {...trusted, issuer: {certificatePem: issuer.toString(), keyPem: keyText(key), chainPem: pemOf(chain)}};
}

/** Reads and checks a service's certificate that a company made, with its chain. @throws UserError */
export function givenCertificate(
  service: string,
  {certificateFile, keyFile}: GivenFiles,
  {roots, names, now = Date.now()}: {roots: readonly X509Certificate[]; names: readonly string[]; now?: number},
): {keyPem: string; certificatePem: string} {
  const where = `${service}.certificate`;
  const all = certificatesIn(`${where}.certificateFile`, certificateFile);
  const key = keyIn(`${where}.keyFile`, keyFile);
  const leaf = all.find((one) => one.checkPrivateKey(key));
  if (!leaf)
    throw new UserError(
      `${where}.keyFile: is not the key of a certificate in certificateFile, got ${all.map(nameOf).join(', ')}; give the key that it was made for`,
    );
  const missing = names.filter((name) => !isFor(leaf, name));
  if (missing.length > 0)
    throw new UserError(
      `${where}.certificateFile: is not made for ${missing.join(', ')}, got ${leaf.subjectAltName ?? 'no name'}; have it made for ${names.join(', ')}`,
    );
  if (leaf.keyUsage && !leaf.keyUsage.some((use) => serverUses.includes(use)))
    throw new UserError(
      `${where}.certificateFile: is not made for servers, got extended key usage ${leaf.keyUsage.join(', ')}; have it made with serverAuth`,
    );
  const chain = chainOf(`${where}.certificateFile`, leaf, {others: all, roots, now});
  return {keyPem: keyText(key), certificatePem: pemOf(chain)};
}
