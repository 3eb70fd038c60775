import {Secret} from '@pulumi/policy';
import {defineRule} from './rule';

/** The engine encrypts what it finds wrapped; the type of the value stays for whoever reads it. */
const secret = <T>(value: T): T => new Secret(value) as T;

/** Policies see secrets in the clear and cannot tell; a profile that says "remediate" has them marked. */
export const requireEncryptedState = defineRule({
  name: 'require-encrypted-state',
  description: 'Environment variables and uploads are stored encrypted in the state.',
  level: 'advisory',
  severity: 'medium',
  standards: {nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Wrap the values in pulumi.secret, or set this rule to "remediate".',
  url: 'https://www.pulumi.com/docs/iac/concepts/secrets/',
  remediate: {
    container(inputs) {
      const {envs, uploads} = inputs;
      if ((envs?.length ?? 0) === 0 && (uploads?.length ?? 0) === 0) return undefined;
      return Object.assign(inputs, {...(envs && {envs: secret(envs)}), ...(uploads && {uploads: secret(uploads)})});
    },
  },
});
