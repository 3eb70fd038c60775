import type {Judges, Subject} from './rule';
import {each, eachEntry} from './unknown';

/** Judges of every environment variable, wherever it is declared; `at` names the variable, never its value. */
export function environmentJudges<P>(
  judge: (variable: {readonly name: string; readonly value: string; readonly at: string}, subject: Subject<P>) => void,
): Judges<P> {
  const list = (envs: readonly string[] | undefined, subject: Subject<P>) =>
    each(envs, (line, index) => {
      const [name = '', ...rest] = line.split('=');
      judge({name, value: rest.join('='), at: `envs[${index}]`}, subject);
    });
  return {
    container: ({envs}, subject) => list(envs, subject),
    plugin: ({envs}, subject) => list(envs, subject),
    service: ({taskSpec}, subject) =>
      eachEntry(taskSpec?.containerSpec?.env, (name, value) =>
        judge({name, value, at: `taskSpec.containerSpec.env.${name}`}, subject),
      ),
    command: ({environment}, subject) =>
      eachEntry(environment, (name, value) => judge({name, value, at: `environment.${name}`}, subject)),
  };
}
