import {defineRule} from './rule';

/** Without a log nobody can tell what an attacker did. */
export const forbidDisabledLog = defineRule({
  name: 'forbid-disabled-log',
  description: 'Containers must log.',
  level: 'mandatory',
  severity: 'low',
  standards: {cis: ['2.13'], nist: ['4.4.3']},
  tags: ['audit'],
  remedy: 'Set logDriver to "json-file", "local", "journald" or the one of your collector.',
  url: 'https://docs.docker.com/engine/logging/configure/',
  judges: {
    container({logDriver}, {report}) {
      if (logDriver === 'none') report('logDriver', 'throws the log away', logDriver, 'write "json-file"');
    },
    service({taskSpec}, {report}) {
      const name = taskSpec?.logDriver?.name;
      if (name === 'none') report('taskSpec.logDriver.name', 'throws the log away', name, 'write "json-file"');
    },
  },
});
