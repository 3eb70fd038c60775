import {defineRule} from './rule';
import {readSecurityOptions} from './security-options';

/** Without labels a process that breaks out may touch files of the host and of other containers. */
export const forbidDisabledSelinux = defineRule({
  name: 'forbid-disabled-selinux',
  description: 'SELinux separation must not be switched off.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.3'], owasp: ['6'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove "label=disable"; label the files of the mount instead.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
  judges: {
    container({securityOpts}, {report}) {
      if (readSecurityOptions(securityOpts).labelsDisabled) {
        report('securityOpts', 'SELinux does not separate the container', securityOpts, 'remove "label=disable"');
      }
    },
  },
});
