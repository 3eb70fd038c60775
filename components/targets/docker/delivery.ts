import {readFileSync} from 'node:fs';
import * as command from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import {filesRoot} from '../../core/names';
import {asRoot} from './shell';

/** Files of one service, `<folder>/<name>` to text; folders are `secrets`, `config`, `tls`. */
export type Files = Readonly<Record<string, string>>;

export interface DeliveryArgs {
  /** `<project>-<stack>`. */
  readonly stack: string;
  readonly service: string;
  readonly files: pulumi.Output<Files>;
  /** `uid:gid` that may read them. */
  readonly user: string;
}

/** Changes with every start of the machine: the files lie in memory, and have to be written again then. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

/** Where the engine finds the files of one service. */
export const filesFolder = (stack: string, service: string): string => `${filesRoot}/${stack}/${service}`;

/** Where clients find the stack's CA. */
export const authorityFile = (stack: string): string => `${filesRoot}/${stack}/ca.crt`;

/** Puts the files of a service on the engine's host, mode 0400, owned by the container's user, in memory only. */
export function deliver(name: string, {stack, service, files, user}: DeliveryArgs, opts: pulumi.CustomResourceOptions) {
  const [uid, gid] = user.split(':').map(Number);
  return new command.local.Command(
    name,
    {
      create: asRoot('deliver', ['put', stack, service]),
      delete: asRoot('deliver', ['remove', stack, service]),
      stdin: pulumi.secret(files.apply((all) => JSON.stringify({files: all, uid, gid}))),
      environment: {KAILASH_BOOT_ID: bootId()},
      addPreviousOutputInEnv: false,
      // Says why; its messages hold no file's content.
      logging: 'stderr',
    },
    opts,
  );
}

/** Puts the stack's CA where every user of the host can read it. */
export function deliverAuthority(
  name: string,
  stack: string,
  certificatePem: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
) {
  return new command.local.Command(
    name,
    {
      create: asRoot('deliver', ['ca', stack]),
      stdin: certificatePem,
      environment: {KAILASH_BOOT_ID: bootId()},
      addPreviousOutputInEnv: false,
      // Says why; its messages hold no file's content.
      logging: 'stderr',
    },
    opts,
  );
}
