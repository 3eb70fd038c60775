import {defineRule} from './rule';
import {readSecurityOptions} from './security-options';

/** The default profile keeps containers from writing to /proc and /sys and from mounting. */
export const forbidUnconfinedApparmor = defineRule({
  name: 'forbid-unconfined-apparmor',
  description: 'The AppArmor profile must not be switched off.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.2'], owasp: ['6'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove "apparmor=unconfined", or name a profile that is loaded on the host.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
  judges: {
    container({securityOpts}, {report}) {
      if (readSecurityOptions(securityOpts).apparmor === 'unconfined') {
        report('securityOpts', 'no AppArmor profile holds', securityOpts, 'remove "apparmor=unconfined"');
      }
    },
  },
});
