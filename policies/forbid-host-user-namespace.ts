import {defineRule} from './rule';

/** Has an effect only where the daemon remaps users; there it makes root in the container root on the host. */
export const forbidHostUserNamespace = defineRule({
  name: 'forbid-host-user-namespace',
  description: "Containers must not share the host's user namespace.",
  level: 'advisory',
  severity: 'medium',
  standards: {cis: ['5.31'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove usernsMode.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/',
  judges: {
    container({usernsMode}, {report}) {
      if (usernsMode === 'host')
        report('usernsMode', 'is not covered by the user remapping of the daemon', usernsMode, 'remove it');
    },
  },
});
