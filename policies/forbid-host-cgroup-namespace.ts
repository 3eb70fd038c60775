import {defineRule} from './rule';

/** It learns what else runs on the host. */
export const forbidHostCgroupNamespace = defineRule({
  name: 'forbid-host-cgroup-namespace',
  description: "Containers must not share the host's cgroup namespace.",
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.25'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove cgroupnsMode.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/',
  judges: {
    container({cgroupnsMode}, {report}) {
      if (cgroupnsMode === 'host')
        report('cgroupnsMode', 'sees every control group of the host', cgroupnsMode, 'remove it');
    },
  },
});
