import {defineRule} from './rule';
import {isUnconfinedType, readSecurityOptions} from './security-options';

const wrong = 'SELinux does not separate the container';

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
        report('securityOpts', wrong, securityOpts, 'remove "label=disable", or the unconfined type');
      }
    },
    service({taskSpec}, {report}) {
      const {disable, type} = taskSpec?.containerSpec?.privileges?.seLinuxContext ?? {};
      const at = 'taskSpec.containerSpec.privileges.seLinuxContext';
      if (disable === true) report(`${at}.disable`, wrong, disable, 'remove it');
      if (isUnconfinedType(type ?? '')) report(`${at}.type`, wrong, type, 'remove it');
    },
  },
});
