import {defineRule} from './rule';

/** The runtime builds the walls round a container. */
export const limitRuntimes = defineRule<{runtimes: string[]}>({
  name: 'limit-runtimes',
  description: 'Only allowed runtimes may run containers.',
  level: 'mandatory',
  severity: 'low',
  standards: {nist: ['4.4.1']},
  tags: ['isolation'],
  remedy: 'Remove "runtime", or let a reviewer add it to the parameter "runtimes".',
  url: 'https://docs.docker.com/engine/daemon/alternative-runtimes/',
  parameters: {
    runtimes: {
      type: 'array',
      items: {type: 'string'},
      default: ['runc', 'crun', 'runsc', 'kata', 'io.containerd.runc.v2', 'io.containerd.kata.v2'],
      description: 'Runtimes that may be named.',
    },
  },
  judges: {
    container({runtime}, {report, parameters}) {
      if (!runtime || parameters.runtimes.includes(runtime)) return;
      report(
        'runtime',
        'is not an allowed runtime',
        runtime,
        `remove it, or use one of: ${parameters.runtimes.join(', ')}`,
      );
    },
  },
});
