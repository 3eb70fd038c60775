import {defineRule} from './rule';
import {readSecurityOptions} from './security-options';

/** A container that writes to its control group lifts its own limits. */
export const forbidWritableCgroups = defineRule({
  name: 'forbid-writable-cgroups',
  description: 'The control group file system must stay read-only.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.25'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove "writable-cgroups".',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
  judges: {
    container({securityOpts}, {report}) {
      if (readSecurityOptions(securityOpts).writableCgroups) {
        report(
          'securityOpts',
          'the container can change control groups, its own limits among them',
          securityOpts,
          'remove "writable-cgroups"',
        );
      }
    },
  },
});
