import {readFileSync} from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import * as tls from '@pulumi/tls';
import {messageOf, UserError} from '../../core/errors';

/** Hours; a leaf lives 90 days, as ACME's usual certificates, and is renewed in the last third of its life. */
export const leafHours = 90 * 24;
const authorityHours = 10 * 365 * 24;

/** Who signs the stack's certificates. */
export interface Authority {
  readonly certificatePem: pulumi.Output<string>;
  readonly keyPem: pulumi.Output<string>;
}

export interface AuthorityArgs {
  readonly stack: string;
  /** A company's own CA, instead of one per stack. */
  readonly given?: {readonly certificateFile: string; readonly keyFile: string};
}

function read(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      `authority.${setting}: cannot be read, got ${JSON.stringify(file)}: ${messageOf(error)}; give a readable PEM file`,
      {
        cause: error,
      },
    );
  }
}

/** The stack's private CA. It outlives `down`, so that clients that trust it go on trusting the stack. */
export class StackAuthority extends pulumi.ComponentResource implements Authority {
  readonly certificatePem: pulumi.Output<string>;
  readonly keyPem: pulumi.Output<string>;

  constructor(name: string, {stack, given}: AuthorityArgs, opts?: pulumi.ComponentResourceOptions) {
    super('kailash:docker:StackAuthority', name, {}, opts);
    if (given) {
      this.certificatePem = pulumi.output(read('certificateFile', given.certificateFile));
      this.keyPem = pulumi.secret(read('keyFile', given.keyFile));
    } else {
      const key = new tls.PrivateKey(
        `${name}-key`,
        {algorithm: 'ECDSA', ecdsaCurve: 'P256'},
        {parent: this, protect: true},
      );
      const certificate = new tls.SelfSignedCert(
        `${name}-certificate`,
        {
          privateKeyPem: key.privateKeyPem,
          isCaCertificate: true,
          validityPeriodHours: authorityHours,
          earlyRenewalHours: authorityHours / 3,
          allowedUses: ['cert_signing', 'crl_signing'],
          setSubjectKeyId: true,
          setAuthorityKeyId: true,
          subject: {commonName: `kailash-platform ${stack} CA`, organization: 'kailash-platform'},
        },
        {parent: this, protect: true},
      );
      this.certificatePem = certificate.certPem;
      this.keyPem = key.privateKeyPem;
    }
    this.registerOutputs({certificatePem: this.certificatePem});
  }
}
