import * as pulumi from '@pulumi/pulumi';
import type {Definition} from '../../core/definition';
import {vaultComponent, vaultKey} from './encrypted-volume';
import {Passwords} from './passwords';
import {serviceComponent} from './service';

export interface KeptServiceArgs {
  readonly definition: Definition;
  /** Generation of each secret by `<service>.<secret>`. */
  readonly generations: Readonly<Record<string, number>>;
  /** Whether its volumes are in vaults. */
  readonly encrypted: boolean;
}

/** What is left of a service that was turned off: its passwords and the keys of its vaults, so that its data stay of use. */
export class KeptService extends pulumi.ComponentResource {
  constructor(name: string, {definition, generations, encrypted}: KeptServiceArgs) {
    super(serviceComponent, name);
    new Passwords(name, {definition, generations}, {parent: this});
    if (encrypted) for (const {name: part} of definition.volumes) new KeptVault(`${name}-${part}`, this);
    this.registerOutputs({});
  }
}

class KeptVault extends pulumi.ComponentResource {
  constructor(name: string, parent: pulumi.Resource) {
    super(vaultComponent, name, {}, {parent});
    vaultKey(name, this);
    this.registerOutputs({});
  }
}
