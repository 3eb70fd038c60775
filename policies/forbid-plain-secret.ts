import {isCredential} from './credential-shape';
import {environmentJudges} from './environment';
import {hidden} from './message';
import {defineRule} from './rule';

/** An environment variable is shown by `docker inspect`, inherited by every child process and kept in crash dumps. */
export const forbidPlainSecret = defineRule<{allowed: string[]}>({
  name: 'forbid-plain-secret',
  description: 'Environment variables must not hold secrets.',
  level: 'mandatory',
  severity: 'critical',
  standards: {cis: ['4.10', '7.4'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Mount the secret as a read-only file and pass its path in the variable that ends in _FILE.',
  url: 'https://docs.docker.com/reference/compose-file/secrets/',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Names of variables that look like a secret and are none.',
    },
  },
  judges: environmentJudges(({name, value, at}, {report, parameters}) => {
    if (parameters.allowed.includes(name) || !isCredential(name, value)) return;
    report(
      at,
      `${name} looks like a secret in the clear`,
      hidden,
      `mount it as a file and set ${name}_FILE to its path`,
    );
  }),
});
