import type * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type {Definition} from '../../core/definition';
import type {Rotation} from '../../core/settings';
import {made, SecretAge} from './secret-age';

export interface PasswordsArgs {
  readonly definition: Definition;
  /** Generation of each secret by `<service>.<secret>`; 1 where it is not named. */
  readonly generations: Readonly<Record<string, number>>;
  /** Absent: their age is of no account, as nobody can change them now. */
  readonly rotation?: Rotation;
}

/** The resource of one generation: the first has no number, as it is there from the beginning. */
export const generationName = (name: string, generation: number): string =>
  generation === 1 ? name : `${name}-${generation}`;

/** What `generationName` was made of. */
export function generationOf(logicalName: string): {name: string; generation: number} {
  const [, name = logicalName, generation = '1'] = /^(.*)-(\d+)$/.exec(logicalName) ?? [];
  return {name, generation: Number(generation)};
}

/**
 * The passwords of a service. The generation before stays beside the present one: a service that knows only the old
 * password, because a rotation was cut off, can still be told the new one.
 */
export class Passwords {
  readonly present: Readonly<Record<string, pulumi.Output<string>>>;
  /** The present ones where there was no generation before. */
  readonly previous: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, {definition, generations, rotation}: PasswordsArgs, opts: pulumi.CustomResourceOptions) {
    const make = (secret: string, length: number | undefined, generation: number) =>
      new random.RandomPassword(
        generationName(`${name}-${secret}`, generation),
        {length: length ?? 32, special: false, ...made()},
        {...opts, protect: true, ignoreChanges: ['keepers']},
      );
    const all = definition.secrets.map(({name: secret, length}) => {
      const generation = generations[`${definition.name}.${secret}`] ?? 1;
      const present = make(secret, length, generation);
      const previous = generation > 1 ? make(secret, length, generation - 1) : present;
      return {secret, present, previous};
    });
    this.present = Object.fromEntries(all.map(({secret, present}) => [secret, present.result]));
    this.previous = Object.fromEntries(all.map(({secret, previous}) => [secret, previous.result]));
    const passwords = all.map(({present}) => present);
    if (rotation && passwords.length > 0) new SecretAge(`${name}-secret-age`, {passwords, rotation}, opts);
  }
}
