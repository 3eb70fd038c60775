import {createPublicKey, X509Certificate} from 'node:crypto';
import type {UpResult} from '@pulumi/pulumi/automation';
import {CertRequest, getPublicKeyOutput, LocallySignedCert, PrivateKey, SelfSignedCert} from '@pulumi/tls';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {stateFile, type TemporaryStack, temporaryStack} from '../temporary-stack';

const program = async () => {
  const caKey = new PrivateKey('ca', {algorithm: 'ECDSA', ecdsaCurve: 'P256'});
  const ca = new SelfSignedCert('ca', {
    privateKeyPem: caKey.privateKeyPem,
    isCaCertificate: true,
    subject: {commonName: 'Test authority'},
    validityPeriodHours: 48,
    allowedUses: ['cert_signing', 'crl_signing'],
  });
  const key = new PrivateKey('server', {algorithm: 'ECDSA', ecdsaCurve: 'P256'});
  const request = new CertRequest('server', {
    privateKeyPem: key.privateKeyPem,
    subject: {commonName: 'server'},
    dnsNames: ['server', 'localhost'],
    ipAddresses: ['127.0.0.1'],
  });
  const certificate = new LocallySignedCert('server', {
    certRequestPem: request.certRequestPem,
    caPrivateKeyPem: caKey.privateKeyPem,
    caCertPem: ca.certPem,
    validityPeriodHours: 24,
    earlyRenewalHours: 2,
    allowedUses: ['server_auth'],
  });
  return {
    ca: ca.certPem,
    certificate: certificate.certPem,
    key: key.privateKeyPem,
    derived: getPublicKeyOutput({privateKeyPem: key.privateKeyPem}).publicKeyPem,
  };
};

describe('the tls plugin', () => {
  let temporary: TemporaryStack;
  let up: UpResult;
  const output = (name: string) => String(up.outputs[name]?.value);

  beforeAll(async () => {
    temporary = await temporaryStack(program);
    up = await temporary.stack.up({color: 'never'});
  });
  afterAll(() => temporary?.dispose());

  test('signs a certificate that the authority verifies and that names what was asked', () => {
    const ca = new X509Certificate(output('ca'));
    const certificate = new X509Certificate(output('certificate'));
    expect(ca.ca).toBe(true);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.subjectAltName).toBe('DNS:server, DNS:localhost, IP Address:127.0.0.1');
  });

  test('derives from the private key the public key that the certificate carries', () => {
    const derived = createPublicKey(output('derived'));
    expect(derived.equals(new X509Certificate(output('certificate')).publicKey)).toBe(true);
  });

  test('keeps the private key secret in outputs and state', () => {
    expect(up.outputs.key?.secret).toBe(true);
    const state = stateFile(temporary);
    expect(state.includes('BEGIN CERTIFICATE')).toBe(true);
    expect(state.includes('PRIVATE KEY')).toBe(false);
  });

  test('finds nothing to change afterwards, also after a refresh', async () => {
    await temporary.stack.preview({color: 'never', expectNoChanges: true});
    await temporary.stack.refresh({color: 'never', expectNoChanges: true});
    await temporary.stack.preview({color: 'never', expectNoChanges: true});
  });
});
