import {defineRule} from './rule';
import {readSecurityOptions} from './security-options';

/** Without it a set-user-id program in the image hands out root. */
export const requireNoNewPrivileges = defineRule({
  name: 'require-no-new-privileges',
  description: 'Containers must not gain privileges after they started.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.26'], owasp: ['4'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Add "no-new-privileges=true" to securityOpts; nothing after it may set it to false.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
  judges: {
    container({securityOpts}, {report}) {
      if (readSecurityOptions(securityOpts).noNewPrivileges) return;
      const wrong = 'processes may gain privileges through set-user-id programs';
      report('securityOpts', wrong, securityOpts, 'add "no-new-privileges=true" as the last entry');
    },
  },
  remediate: {
    container(inputs) {
      if (readSecurityOptions(inputs.securityOpts).noNewPrivileges) return undefined;
      return Object.assign(inputs, {securityOpts: [...(inputs.securityOpts ?? []), 'no-new-privileges=true']});
    },
  },
});
