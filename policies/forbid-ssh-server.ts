import {hidden} from './message';
import {defineRule} from './rule';
import {each, inTurn} from './unknown';

const instead = 'remove it; "docker exec" gives a shell';

const lists = (named: Record<string, readonly string[] | undefined>) =>
  Object.entries(named).map(([at, words]) => ({at, words}));

/** A shell over the network goes round every other control; the engine has exec. */
export const forbidSshServer = defineRule({
  name: 'forbid-ssh-server',
  description: 'Containers must not run an SSH server.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.7'], nist: ['4.4.3']},
  tags: ['network'],
  remedy: 'Remove it; "docker exec" gives a shell.',
  url: 'https://docs.docker.com/reference/cli/docker/container/exec/',
  judges: {
    container({ports, command, entrypoints}, {report}) {
      inTurn(
        () =>
          each(ports, ({internal}, index) => {
            if (internal === 22) report(`ports[${index}].internal`, 'is the port of SSH', internal, instead);
          }),
        () =>
          each([...lists({command, entrypoints})], ({at, words}) =>
            each(words, (word, index) => {
              if (/(^|[\s/])(sshd|dropbear)(\s|$)/.test(word))
                report(`${at}[${index}]`, 'starts an SSH server', hidden, instead);
            }),
          ),
      );
    },
    service({taskSpec, endpointSpec}, {report}) {
      inTurn(
        () =>
          each(endpointSpec?.ports, ({targetPort}, index) => {
            if (targetPort === 22)
              report(`endpointSpec.ports[${index}].targetPort`, 'is the port of SSH', targetPort, instead);
          }),
        () =>
          each(taskSpec?.containerSpec?.commands, (word, index) => {
            if (!/(^|[\s/])(sshd|dropbear)(\s|$)/.test(word)) return;
            report(`taskSpec.containerSpec.commands[${index}]`, 'starts an SSH server', hidden, instead);
          }),
      );
    },
  },
});
