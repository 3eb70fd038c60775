import {defineRule} from './rule';

/** Under another parent the limits are those that somebody else set. */
export const forbidCgroupParent = defineRule<{allowed: string[]}>({
  name: 'forbid-cgroup-parent',
  description: 'Containers must stay under the default control group.',
  level: 'advisory',
  severity: 'low',
  standards: {cis: ['5.25'], nist: ['4.4.3']},
  tags: ['limits'],
  remedy: 'Remove cgroupParent, or let a reviewer add it to the parameter "allowed".',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Control groups that containers may be put under.',
    },
  },
  judges: {
    container({cgroupParent}, {report, parameters}) {
      if (!cgroupParent || parameters.allowed.includes(cgroupParent)) return;
      report('cgroupParent', 'is not an allowed control group', cgroupParent, 'remove it');
    },
  },
});
