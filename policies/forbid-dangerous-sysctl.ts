import {defineRule} from './rule';
import {isDangerousSysctl} from './sysctls';
import {eachEntry} from './unknown';

const wrong = 'reaches beyond the container, or makes a router of it';

/** Some kernel parameters are shared with the host, others make a router of a container. */
export const forbidDangerousSysctl = defineRule<{allowed: string[]}>({
  name: 'forbid-dangerous-sysctl',
  description: 'Kernel parameters must be harmless ones.',
  level: 'mandatory',
  severity: 'medium',
  standards: {nist: ['4.4.3', '4.5.2']},
  tags: ['isolation'],
  remedy: 'Remove the parameter, or let a reviewer add it to the parameter "allowed".',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#sysctl',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Kernel parameters that may be set.',
    },
  },
  judges: {
    container({sysctls}, {report, parameters}) {
      eachEntry(sysctls, (name, value) => {
        if (parameters.allowed.includes(name) || !isDangerousSysctl(name, value)) return;
        report(`sysctls["${name}"]`, wrong, value, 'remove it');
      });
    },
    service({taskSpec}, {report, parameters}) {
      eachEntry(taskSpec?.containerSpec?.sysctl, (name, value) => {
        if (parameters.allowed.includes(name) || !isDangerousSysctl(name, value)) return;
        report(`taskSpec.containerSpec.sysctl["${name}"]`, wrong, value, 'remove it');
      });
    },
  },
});
