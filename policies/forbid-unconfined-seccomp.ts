import {defineRule} from './rule';
import {isOpenSeccomp, readSecurityOptions} from './security-options';

/** The default profile blocks the system calls that most escapes from containers need. */
export const forbidUnconfinedSeccomp = defineRule({
  name: 'forbid-unconfined-seccomp',
  description: 'The seccomp profile must not be switched off.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.22'], owasp: ['6'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove "seccomp=unconfined"; a profile of your own is given as inline JSON.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
  judges: {
    container({securityOpts}, {report}) {
      if (isOpenSeccomp(readSecurityOptions(securityOpts).seccomp)) {
        report(
          'securityOpts',
          'every system call of the kernel can be made',
          securityOpts,
          'remove "seccomp", which leaves the default profile',
        );
      }
    },
  },
});
