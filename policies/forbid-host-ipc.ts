import {defineRule} from './rule';

/** Shared memory of the host may hold secrets. */
export const forbidHostIpc = defineRule({
  name: 'forbid-host-ipc',
  description: "Containers must not share the host's IPC namespace.",
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.17'], nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove ipcMode.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/',
  judges: {
    container({ipcMode}, {report}) {
      if (ipcMode === 'host') report('ipcMode', 'reads and writes shared memory of the host', ipcMode, 'remove it');
    },
  },
});
