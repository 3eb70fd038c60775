import type * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type {Definition} from '../../core/definition';

export interface PasswordsArgs {
  readonly definition: Definition;
  /** Generation of each secret by `<service>.<secret>`; 1 where it is not named. */
  readonly generations: Readonly<Record<string, number>>;
}

/** The resource of one generation: the first has no number, as it is there from the beginning. */
export const generationName = (name: string, secret: string, generation: number): string =>
  generation === 1 ? `${name}-${secret}` : `${name}-${secret}-${generation}`;

/**
 * The passwords of a service. The generation before stays beside the present one: a service that knows only the old
 * password, because a rotation was cut off, can still be told the new one.
 */
export class Passwords {
  readonly present: Readonly<Record<string, pulumi.Output<string>>>;
  /** The present ones where there was no generation before. */
  readonly previous: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, {definition, generations}: PasswordsArgs, opts: pulumi.CustomResourceOptions) {
    const make = (secret: string, length: number | undefined, generation: number) =>
      new random.RandomPassword(
        generationName(name, secret, generation),
        {length: length ?? 32, special: false},
        {...opts, protect: true},
      ).result;
    const all = definition.secrets.map(({name: secret, length}) => {
      const generation = generations[`${definition.name}.${secret}`] ?? 1;
      const present = make(secret, length, generation);
      const previous = generation > 1 ? make(secret, length, generation - 1) : present;
      return {secret, present, previous};
    });
    this.present = Object.fromEntries(all.map(({secret, present}) => [secret, present]));
    this.previous = Object.fromEntries(all.map(({secret, previous}) => [secret, previous]));
  }
}
