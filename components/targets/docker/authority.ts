import * as pulumi from '@pulumi/pulumi';
import * as tls from '@pulumi/tls';
import type {GivenAuthority} from './given';
import {generationName} from './passwords';

/** Hours; a leaf lives 90 days, as ACME's usual certificates, and is renewed in the last third of its life. */
export const leafHours = 90 * 24;
const authorityHours = 10 * 365 * 24;
const crossHours = 365 * 24;

/** Who signs the stack's certificates. */
export interface Authority {
  /** What clients trust, PEM: one certificate, while the CA is changed two. */
  readonly certificatePem: pulumi.Output<string>;
  /** Absent: each service has a certificate of the company's. */
  readonly issuer?: {
    readonly certificatePem: pulumi.Output<string>;
    readonly keyPem: pulumi.Output<string>;
    /** What is sent after each certificate; empty, or PEM. */
    readonly chainPem: pulumi.Output<string>;
  };
}

/** The stack's own CA as settings have it. */
export interface AuthorityChange {
  readonly generation: number;
  /** Whether the CA before is trusted too. */
  readonly overlap: boolean;
}

export interface AuthorityArgs {
  readonly stack: string;
  /** A company's own CA, instead of one per stack. */
  readonly given?: GivenAuthority;
  /** @default the first one */
  readonly change?: AuthorityChange;
}

/** One generation of the stack's own CA: its key and the certificate that it signed itself. */
function ownAuthority(name: string, stack: string, generation: number, parent: pulumi.Resource) {
  // Not renewed by itself: clients have to be given it.
  const opts = {parent, protect: true};
  const subject = {
    commonName: `kailash-platform ${stack} CA${generation === 1 ? '' : ` ${generation}`}`,
    organization: 'kailash-platform',
  };
  const key = new tls.PrivateKey(
    generationName(`${name}-key`, generation),
    {algorithm: 'ECDSA', ecdsaCurve: 'P256'},
    opts,
  );
  const certificate = new tls.SelfSignedCert(
    generationName(`${name}-certificate`, generation),
    {
      privateKeyPem: key.privateKeyPem,
      isCaCertificate: true,
      validityPeriodHours: authorityHours,
      allowedUses: ['cert_signing', 'crl_signing'],
      setSubjectKeyId: true,
      setAuthorityKeyId: true,
      subject,
    },
    opts,
  );
  return {key, certificate, subject};
}

type OwnAuthority = ReturnType<typeof ownAuthority>;

/** The new CA once more, signed by the one before: clients that trust only that one verify what the new one signed. */
function crossSigned(name: string, {key, subject}: OwnAuthority, before: OwnAuthority, parent: pulumi.Resource) {
  const request = new tls.CertRequest(`${name}-cross-request`, {privateKeyPem: key.privateKeyPem, subject}, {parent});
  return new tls.LocallySignedCert(
    `${name}-cross`,
    {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: before.key.privateKeyPem,
      caCertPem: before.certificate.certPem,
      isCaCertificate: true,
      validityPeriodHours: crossHours,
      earlyRenewalHours: crossHours / 3,
      allowedUses: ['cert_signing', 'crl_signing'],
      setSubjectKeyId: true,
    },
    {parent},
  ).certPem;
}

/** The stack's private CA. It outlives `down`, so that clients that trust it go on trusting the stack. */
export class StackAuthority extends pulumi.ComponentResource implements Authority {
  readonly certificatePem: pulumi.Output<string>;
  readonly issuer: Authority['issuer'];

  constructor(name: string, {stack, given, change}: AuthorityArgs, opts?: pulumi.ComponentResourceOptions) {
    super('kailash:docker:StackAuthority', name, {}, opts);
    // There beside a company's CA too: what is protected can't be dropped, and the way back leads to the same CA.
    const {generation, overlap} = change ?? {generation: 1, overlap: false};
    const present = ownAuthority(name, stack, generation, this);
    const before = overlap ? ownAuthority(name, stack, generation - 1, this) : undefined;
    if (given) {
      this.certificatePem = pulumi.output(given.rootsPem);
      this.issuer = given.issuer && {
        certificatePem: pulumi.output(given.issuer.certificatePem),
        keyPem: pulumi.secret(given.issuer.keyPem),
        chainPem: pulumi.output(given.issuer.chainPem),
      };
    } else {
      this.certificatePem = before
        ? pulumi.concat(present.certificate.certPem, before.certificate.certPem)
        : present.certificate.certPem;
      this.issuer = {
        certificatePem: present.certificate.certPem,
        keyPem: present.key.privateKeyPem,
        chainPem: before ? crossSigned(name, present, before, this) : pulumi.output(''),
      };
    }
    this.registerOutputs({certificatePem: this.certificatePem});
  }
}
