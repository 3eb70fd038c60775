import * as pulumi from '@pulumi/pulumi';
import type {Definition} from '../../core/definition';
import {vaultComponent, vaultKeys} from './encrypted-volume';
import {Passwords} from './passwords';
import {serviceComponent} from './service';

export interface KeptServiceArgs {
  readonly definition: Definition;
  /** Generation of each secret by `<service>.<secret>`. */
  readonly generations: Readonly<Record<string, number>>;
  /** Generation of each vault's key by `<service>.<volume>`; absent where volumes are plain. */
  readonly vaultGenerations?: Readonly<Record<string, number>>;
}

/** What is left of a service that was turned off: its passwords and the keys of its vaults, so that its data stay of use. */
export class KeptService extends pulumi.ComponentResource {
  constructor(name: string, {definition, generations, vaultGenerations}: KeptServiceArgs) {
    super(serviceComponent, name);
    new Passwords(name, {definition, generations}, {parent: this});
    if (vaultGenerations)
      for (const {name: part} of definition.volumes)
        new KeptVault(`${name}-${part}`, vaultGenerations[`${definition.name}.${part}`] ?? 1, this);
    this.registerOutputs({});
  }
}

class KeptVault extends pulumi.ComponentResource {
  constructor(name: string, generation: number, parent: pulumi.Resource) {
    super(vaultComponent, name, {}, {parent});
    vaultKeys(name, generation, this);
    this.registerOutputs({});
  }
}
