import {defineRule} from './rule';

const wrong = 'nothing tells whether it works';
const instead = 'write a command, such as ["CMD", "pg_isready"]';

/** Only a health check tells a container that hangs from one that works. */
export const requireHealthcheck = defineRule({
  name: 'require-healthcheck',
  description: 'Containers must have a health check.',
  level: 'advisory',
  severity: 'medium',
  standards: {cis: ['4.6', '5.27'], nist: ['4.1.2']},
  tags: ['availability'],
  remedy: 'Set healthcheck.tests, such as ["CMD", "pg_isready"].',
  url: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  judges: {
    container({healthcheck, mustRun}, {report}) {
      if (mustRun === false) return;
      const first = healthcheck?.tests?.[0];
      if (!first || first === 'NONE') report('healthcheck.tests', wrong, first, instead);
    },
    service({taskSpec}, {report}) {
      const first = taskSpec?.containerSpec?.healthcheck?.tests?.[0];
      if (!first || first === 'NONE') report('taskSpec.containerSpec.healthcheck.tests', wrong, first, instead);
    },
  },
});
