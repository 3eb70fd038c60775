import {defineRule} from './rule';

/** A privileged container is root on the host with every device. */
export const forbidPrivileged = defineRule({
  name: 'forbid-privileged',
  description: 'Containers must not be privileged.',
  level: 'mandatory',
  severity: 'critical',
  standards: {cis: ['5.5'], owasp: ['3'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove "privileged"; add the one capability or device that the process needs.',
  url: 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
  judges: {
    container({privileged}, {report}) {
      if (privileged === true) {
        report(
          'privileged',
          'gives every capability and every device of the host',
          true,
          'remove it and add the one capability that the process needs',
        );
      }
    },
  },
});
