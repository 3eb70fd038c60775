import {credentialArguments, isCredential} from './credential-shape';
import {hidden} from './message';
import {defineRule, type Report} from './rule';
import {each, eachEntry, inTurn} from './unknown';

function judgeWords(words: readonly string[] | undefined, at: string, report: Report): void {
  const all: string[] = [];
  each(words, (word) => all.push(word));
  for (const name of credentialArguments(all)) {
    report(at, `${name} is given what looks like a secret`, hidden, 'read it from a file or from standard input');
  }
}

type Labels = readonly {label: string; value: string}[] | undefined;

function judgeLabels(labels: Labels, report: Report, at = 'labels'): void {
  each(labels, ({label, value}) => {
    const name = label.split('.').at(-1) ?? label;
    if (label.includes('.policy-exception.') || !isCredential(name, value)) return;
    report(`${at}["${label}"]`, 'looks like a secret in the clear', hidden, 'remove the label');
  });
}

function judgeOptions(options: Readonly<Record<string, string>> | undefined, at: string, report: Report): void {
  eachEntry(options, (name, value) => {
    if (isCredential(name, value))
      report(
        `${at}["${name}"]`,
        'looks like a secret in the clear',
        hidden,
        'set it in the configuration of the daemon',
      );
  });
}

/** Arguments are in the process list of the host, health checks and labels in docker inspect. */
export const forbidSecretArgument = defineRule({
  name: 'forbid-secret-argument',
  description: 'Command lines, health checks, labels and options of logs must not hold secrets.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.10'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Let the program read the secret from a file or from its standard input.',
  url: 'https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html',
  judges: {
    container({command, entrypoints, healthcheck, labels, logOpts}, {report}) {
      inTurn(
        () => judgeWords(command, 'command', report),
        () => judgeWords(entrypoints, 'entrypoints', report),
        () => judgeWords(healthcheck?.tests, 'healthcheck.tests', report),
        () => judgeLabels(labels, report),
        () => judgeOptions(logOpts, 'logOpts', report),
      );
    },
    network: ({labels}, {report}) => judgeLabels(labels, report),
    volume: ({labels}, {report}) => judgeLabels(labels, report),
    service({taskSpec, labels}, {report}) {
      const spec = taskSpec?.containerSpec;
      inTurn(
        () => judgeWords(spec?.commands, 'taskSpec.containerSpec.commands', report),
        () => judgeWords(spec?.args, 'taskSpec.containerSpec.args', report),
        () => judgeWords(spec?.healthcheck?.tests, 'taskSpec.containerSpec.healthcheck.tests', report),
        () => judgeLabels(labels, report),
        () => judgeLabels(spec?.labels, report, 'taskSpec.containerSpec.labels'),
        () => judgeOptions(taskSpec?.logDriver?.options, 'taskSpec.logDriver.options', report),
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
