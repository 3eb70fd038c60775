import {defineRule} from './rule';
import {readSecurityOptions} from './security-options';

/** The engine masks /proc/kcore, /proc/keys and others, and makes /proc/sys read-only. */
export const forbidUnconfinedSystemPaths = defineRule({
  name: 'forbid-unconfined-system-paths',
  description: 'Paths of the kernel must stay masked and read-only.',
  level: 'mandatory',
  severity: 'high',
  standards: {owasp: ['8'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove "systempaths=unconfined".',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
  judges: {
    container({securityOpts}, {report}) {
      if (readSecurityOptions(securityOpts).systemPathsUnconfined) {
        report(
          'securityOpts',
          'paths like /proc/kcore and /proc/sys are neither masked nor read-only',
          securityOpts,
          'remove "systempaths=unconfined"',
        );
      }
    },
  },
});
