import {credentialArguments, isCredential} from './credential-shape';
import {hidden} from './message';
import {defineRule, type Report} from './rule';
import {each, inTurn} from './unknown';

function judgeWords(words: readonly string[] | undefined, at: string, report: Report): void {
  const all: string[] = [];
  each(words, (word) => all.push(word));
  for (const name of credentialArguments(all)) {
    report(at, `${name} is given what looks like a secret`, hidden, 'read it from a file or from standard input');
  }
}

function judgeLabels(labels: readonly {label: string; value: string}[] | undefined, report: Report): void {
  each(labels, ({label, value}) => {
    const name = label.split('.').at(-1) ?? label;
    if (label.includes('.policy-exception.') || !isCredential(name, value)) return;
    report(`labels["${label}"]`, 'looks like a secret in the clear', hidden, 'remove the label');
  });
}

/** Arguments are in the process list of the host, health checks and labels in docker inspect. */
export const forbidSecretArgument = defineRule({
  name: 'forbid-secret-argument',
  description: 'Command lines, health checks and labels must not hold secrets.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.10'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Let the program read the secret from a file or from its standard input.',
  url: 'https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html',
  judges: {
    container({command, entrypoints, healthcheck, labels}, {report}) {
      inTurn(
        () => judgeWords(command, 'command', report),
        () => judgeWords(entrypoints, 'entrypoints', report),
        () => judgeWords(healthcheck?.tests, 'healthcheck.tests', report),
        () => judgeLabels(labels, report),
      );
    },
    service({taskSpec, labels}, {report}) {
      const spec = taskSpec?.containerSpec;
      inTurn(
        () => judgeWords(spec?.commands, 'taskSpec.containerSpec.commands', report),
        () => judgeWords(spec?.args, 'taskSpec.containerSpec.args', report),
        () => judgeWords(spec?.healthcheck?.tests, 'taskSpec.containerSpec.healthcheck.tests', report),
        () => judgeLabels(labels, report),
      );
    },
    command({create, update, delete: remove}, {report}) {
      inTurn(
        () => judgeWords(create === undefined ? [] : [create], 'create', report),
        () => judgeWords(update === undefined ? [] : [update], 'update', report),
        () => judgeWords(remove === undefined ? [] : [remove], 'delete', report),
      );
    },
  },
});
