import {isIP} from 'node:net';
import * as pulumi from '@pulumi/pulumi';
import * as tls from '@pulumi/tls';
import {type Authority, leafHours} from './authority';

export interface CertificateArgs {
  readonly authority: Authority;
  /** The service's name, also its alias on the network. */
  readonly service: string;
  /** Names and addresses besides the service's own and the loopback ones. */
  readonly dnsNames: readonly string[];
  /** What a company made, PEM: used instead of one that the authority signs. */
  readonly given?: {readonly keyPem: string; readonly certificatePem: string};
}

/** A service's key and certificate, signed by the stack's CA; renewed by `up` in the last third of its life. */
export class Certificate extends pulumi.ComponentResource {
  /** PKCS #8, which every server here reads (RFC 5208). */
  readonly keyPem: pulumi.Output<string>;
  /** The certificate and what is sent after it. */
  readonly certificatePem: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super('kailash:docker:Certificate', name, {}, opts);
    const {given} = args;
    const {keyPem, certificatePem} = given
      ? {keyPem: pulumi.secret(given.keyPem), certificatePem: pulumi.output(given.certificatePem)}
      : this.signed(name, args);
    this.keyPem = keyPem;
    this.certificatePem = certificatePem;
    this.registerOutputs({certificatePem, given: given !== undefined});
  }

  private signed(name: string, {authority, service, dnsNames}: CertificateArgs) {
    const {issuer} = authority;
    if (!issuer) throw new Error(`${name}: nobody signs it`);
    const key = new tls.PrivateKey(`${name}-key`, {algorithm: 'ECDSA', ecdsaCurve: 'P256'}, {parent: this});
    const request = new tls.CertRequest(
      `${name}-request`,
      {
        privateKeyPem: key.privateKeyPem,
        subject: {commonName: service},
        dnsNames: [...new Set([service, 'localhost', ...dnsNames.filter((one) => isIP(one) === 0)])],
        ipAddresses: [...new Set(['127.0.0.1', '::1', ...dnsNames.filter((one) => isIP(one) !== 0)])],
      },
      {parent: this},
    );
    const certificate = new tls.LocallySignedCert(
      `${name}-certificate`,
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: issuer.keyPem,
        caCertPem: issuer.certificatePem,
        validityPeriodHours: leafHours,
        earlyRenewalHours: leafHours / 3,
        allowedUses: ['digital_signature', 'key_encipherment', 'server_auth'],
        setSubjectKeyId: true,
      },
      {parent: this},
    );
    return {
      keyPem: key.privateKeyPemPkcs8,
      certificatePem: pulumi.concat(certificate.certPem, issuer.chainPem),
    };
  }
}
