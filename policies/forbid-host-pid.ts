import {defineRule} from './rule';

/** It sees the environment of every process of the host. */
export const forbidHostPid = defineRule({
  name: 'forbid-host-pid',
  description: "Containers must not share the host's process namespace.",
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.16'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove pidMode.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/',
  judges: {
    container({pidMode}, {report}) {
      if (pidMode === 'host') report('pidMode', 'sees and signals every process of the host', pidMode, 'remove it');
    },
  },
});
