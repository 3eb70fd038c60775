import {defineRule} from './rule';

/** A first process that does not collect its children leaves zombies until no process can start. */
export const requireInit = defineRule({
  name: 'require-init',
  description: 'Containers must run an init process.',
  level: 'advisory',
  severity: 'low',
  standards: {nist: ['4.4.3']},
  tags: ['availability'],
  remedy: 'Set init to true.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#init',
  judges: {
    container({init}, {report}) {
      if (init !== true) report('init', 'nothing collects finished processes', init, 'write true');
    },
    service({taskSpec}, {report}) {
      const init = taskSpec?.containerSpec?.init;
      if (init !== true)
        report('taskSpec.containerSpec.init', 'nothing collects finished processes', init, 'write true');
    },
  },
});
