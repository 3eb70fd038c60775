import * as pulumi from '@pulumi/pulumi';
import * as tls from '@pulumi/tls';
import {type Authority, leafHours} from './authority';

export interface CertificateArgs {
  readonly authority: Authority;
  /** The service's name, also its alias on the network. */
  readonly service: string;
  /** DNS names besides the service's own and `localhost`. */
  readonly dnsNames: readonly string[];
}

/** A service's key and certificate, signed by the stack's CA; renewed by `up` in the last third of its life. */
export class Certificate extends pulumi.ComponentResource {
  /** PKCS #8, which every server here reads (RFC 5208). */
  readonly keyPem: pulumi.Output<string>;
  readonly certificatePem: pulumi.Output<string>;

  constructor(name: string, {authority, service, dnsNames}: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super('kailash:docker:Certificate', name, {}, opts);
    const key = new tls.PrivateKey(`${name}-key`, {algorithm: 'ECDSA', ecdsaCurve: 'P256'}, {parent: this});
    const request = new tls.CertRequest(
      `${name}-request`,
      {
        privateKeyPem: key.privateKeyPem,
        subject: {commonName: service},
        dnsNames: [...new Set([service, 'localhost', ...dnsNames])],
        ipAddresses: ['127.0.0.1', '::1'],
      },
      {parent: this},
    );
    const certificate = new tls.LocallySignedCert(
      `${name}-certificate`,
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: authority.keyPem,
        caCertPem: authority.certificatePem,
        validityPeriodHours: leafHours,
        earlyRenewalHours: leafHours / 3,
        allowedUses: ['digital_signature', 'key_encipherment', 'server_auth'],
        setSubjectKeyId: true,
      },
      {parent: this},
    );
    this.keyPem = key.privateKeyPemPkcs8;
    this.certificatePem = certificate.certPem;
    this.registerOutputs({certificatePem: this.certificatePem});
  }
}
