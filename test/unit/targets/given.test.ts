import {X509Certificate} from 'node:crypto';
import {afterAll, describe, expect, it} from 'vitest';
import {UserError} from '../../../components/core/errors';
import {givenAuthority, givenCertificate} from '../../../components/targets/docker/given';
import {makeCompany} from './company';

const company = makeCompany();
const {folder, file} = company;
afterAll(() => company.remove());

/** What is said of bad input, with the folder's name taken out. */
function said(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message.replaceAll(folder, '');
  }
  return 'accepted';
}

const authority = (certificateFile: string, keyFile?: string, now?: number) =>
  givenAuthority({certificateFile: file(certificateFile), ...(keyFile ? {keyFile: file(keyFile)} : {})}, now);
const names = ['db', 'localhost'];
const certificate = (certificateFile: string, keyFile = 'db.key', now?: number) =>
  givenCertificate(
    'db',
    {certificateFile: file(certificateFile), keyFile: file(keyFile)},
    {roots: authority('root.crt').roots, names, now},
  );
const subjects = (pem: string) =>
  (pem.match(/-----BEGIN[\s\S]+?END CERTIFICATE-----/g) ?? []).map((one) => new X509Certificate(one).subject);

describe('a CA of a company', () => {
  it('that is a root signs, and is all that is trusted', () => {
    const {issuer, rootsPem} = authority('root.crt', 'root.key');
    expect(subjects(rootsPem)).toEqual(['CN=root']);
    expect(issuer?.chainPem).toBe('');
    expect(subjects(issuer?.certificatePem ?? '')).toEqual(['CN=root']);
    expect(issuer?.keyPem).toContain('BEGIN PRIVATE KEY');
  });

  it('that is an intermediate signs, is sent along, and its root is trusted', () => {
    const {issuer, rootsPem} = authority('bundle.crt', 'middle.key');
    expect(subjects(rootsPem)).toEqual(['CN=root']);
    expect(subjects(issuer?.chainPem ?? '')).toEqual(['CN=middle']);
  });

  it('may be two roots, of which one has the key', () => {
    const {issuer, rootsPem} = authority('both.crt', 'root.key');
    expect(subjects(rootsPem)).toEqual(['CN=other', 'CN=root']);
    expect(subjects(issuer?.certificatePem ?? '')).toEqual(['CN=root']);
  });

  it('needs no key where it signs nothing', () => {
    expect(authority('root.crt').issuer).toBeUndefined();
  });

  it.each([
    [
      'missing.crt',
      'root.key',
      /^authority\.certificateFile: cannot be read, got "\/missing\.crt": ENOENT.*; give a readable PEM file$/,
    ],
    [
      'root.key',
      'root.key',
      'authority.certificateFile: holds no certificate, got "/root.key"; give a PEM file (DER: openssl x509 -inform der -in FILE)',
    ],
    [
      'damaged.crt',
      'root.key',
      'authority.certificateFile: certificate 1 is damaged, got "/damaged.crt"; give the file as it was made',
    ],
    ['db.crt', 'db.key', 'authority.certificateFile: "CN=db" is no CA, got "/db.crt"; give certificates of CAs only'],
    [
      'middle.crt',
      'middle.key',
      'authority.certificateFile: holds no root, which clients need, got "CN=middle"; append the certificate that signed itself',
    ],
    [
      'root.crt',
      'other.key',
      'authority.keyFile: is not the key of a certificate in authority.certificateFile, got "CN=root"; give the key of one of them',
    ],
    [
      'root.crt',
      'encrypted.key',
      'authority.keyFile: needs a passphrase, which nobody is there to type, got "/encrypted.key"; write it without: openssl pkey -in FILE -out NEW',
    ],
    ['root.crt', 'open.key', 'authority.keyFile: others may read it, got mode 0644; run chmod 600 /open.key'],
    ['root.crt', 'damaged.key', 'authority.keyFile: holds no private key, got "/damaged.key"; give a PEM file'],
    [
      'unrelated.crt',
      'middle.key',
      /^authority\.certificateFile: no root that clients trust signed "CN=middle", its issuer is "CN=root"; append/,
    ],
  ])('%s with %s is refused', (certificateFile, keyFile, message) => {
    expect(said(() => authority(certificateFile, keyFile))).toMatch(message);
  });

  it('that has ended, or has not begun, is refused', () => {
    const far = Date.parse('2999-01-01');
    expect(said(() => authority('root.crt', 'root.key', far))).toMatch(
      /^authority\.certificateFile: "CN=root" expired, got \d{4}-\d\d-\d\d; have it renewed$/,
    );
    expect(said(() => authority('root.crt', undefined, 0))).toMatch(
      /^authority\.certificateFile: "CN=root" is not valid yet, got .*; is the clock right\?$/,
    );
  });
});

describe('a certificate of a company', () => {
  it('is sent with its intermediates in their order, and without the root', () => {
    const {certificatePem, keyPem} = certificate('chain.crt');
    expect(subjects(certificatePem)).toEqual(['CN=db', 'CN=middle']);
    expect(keyPem).toContain('BEGIN PRIVATE KEY');
  });

  it.each([
    [
      'chain.crt',
      'other.key',
      'db.certificate.keyFile: is not the key of a certificate in certificateFile, got "CN=root", "CN=middle", "CN=db"; give the key that it was made for',
    ],
    [
      'db.crt',
      'db.key',
      /^db\.certificate\.certificateFile: no root that clients trust signed "CN=db", its issuer is "CN=middle"; append the intermediate/,
    ],
    [
      'foreign.crt',
      'db.key',
      /^db\.certificate\.certificateFile: no root that clients trust signed "CN=db", its issuer is "CN=other"/,
    ],
    ['expired.crt', 'db.key', /^db\.certificate\.certificateFile: "CN=db" expired, got .*; have it renewed$/],
    [
      'names.crt',
      'db.key',
      'db.certificate.certificateFile: is not made for localhost, got DNS:db; have it made for db, localhost',
    ],
    [
      'nameless.crt',
      'db.key',
      'db.certificate.certificateFile: is not made for db, localhost, got no name; have it made for db, localhost',
    ],
    [
      'client.crt',
      'db.key',
      /^db\.certificate\.certificateFile: is not made for servers, got extended key usage 1\.3\.6\.1\.5\.5\.7\.3\.2/,
    ],
    ['chain.crt', 'encrypted.key', /^db\.certificate\.keyFile: needs a passphrase/],
  ])('%s with %s is refused', (certificateFile, keyFile, message) => {
    expect(said(() => certificate(certificateFile, keyFile))).toMatch(message);
  });
});
