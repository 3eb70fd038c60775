import {labelsOf} from './labels';
import type {Judges, Subject} from './rule';
import {each, eachEntry, inTurn} from './unknown';

/** A text of a declaration that is shown by `docker inspect` or in a process list. */
export interface Text {
  readonly text: string;
  readonly at: string;
  /** Words of one command line belong together. */
  readonly kind: 'environment' | 'command' | 'label';
}

/** Judges of every such text, wherever it is declared. */
export function textJudges<P>(judge: (text: Text, subject: Subject<P>) => void): Judges<P> {
  const words = (list: readonly string[] | undefined, at: string, kind: Text['kind'], subject: Subject<P>) =>
    each(list, (text, index) => judge({text, at: `${at}[${index}]`, kind}, subject));
  const labels = (props: Record<string, unknown>, subject: Subject<P>) =>
    eachEntry(labelsOf(props), (key, text) => judge({text, at: `labels["${key}"]`, kind: 'label'}, subject));
  return {
    container(container, subject) {
      const {envs, command, entrypoints, healthcheck} = container;
      inTurn(
        () => words(envs, 'envs', 'environment', subject),
        () => words(command, 'command', 'command', subject),
        () => words(entrypoints, 'entrypoints', 'command', subject),
        () => words(healthcheck?.tests, 'healthcheck.tests', 'command', subject),
        () => labels({labels: container.labels}, subject),
      );
    },
    service({taskSpec, labels: own}, subject) {
      const spec = taskSpec?.containerSpec;
      const at = 'taskSpec.containerSpec';
      inTurn(
        () =>
          eachEntry(spec?.env, (name, text) => judge({text, at: `${at}.env.${name}`, kind: 'environment'}, subject)),
        () => words(spec?.commands, `${at}.commands`, 'command', subject),
        () => words(spec?.args, `${at}.args`, 'command', subject),
        () => words(spec?.healthcheck?.tests, `${at}.healthcheck.tests`, 'command', subject),
        () => labels({labels: own}, subject),
      );
    },
    plugin: ({envs}, subject) => words(envs, 'envs', 'environment', subject),
    command(command, subject) {
      inTurn(
        ...(['create', 'update', 'delete'] as const).map((at) => () => {
          const text = command[at];
          if (text !== undefined) judge({text, at, kind: 'command'}, subject);
        }),
        () =>
          eachEntry(command.environment, (name, text) =>
            judge({text, at: `environment.${name}`, kind: 'environment'}, subject),
          ),
      );
    },
  };
}
