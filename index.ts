import * as pulumi from '@pulumi/pulumi';
import {ownConfiguration} from './components/core/configuration';
import type {Connection} from './components/core/connection';
import {messageOf, UserError} from './components/core/errors';
import {openaiConnection} from './components/services/openai';
import {imagesOf} from './components/services/parts';
import {settingsOf} from './components/services/settings';
import {dockerStack} from './components/targets/docker';
import {type Judged, judge} from './gates/after-update';
import {notePolicyPack} from './gates/policy-pack';
import {presentImages} from './operations/images-present';

/** What `./platform`, which runs the program in its own process and always with the policy pack, does instead of plain `pulumi`. */
interface Caller {
  readonly judge: (...judged: Judged) => void;
  /** Images that it found already. */
  readonly images?: ReadonlyMap<string, string>;
}

/** The stack on one page: settings, target, health gate, outputs. */
async function declare(caller?: Caller) {
  const stack = {project: pulumi.getProject(), stack: pulumi.getStack()};
  if (!caller) notePolicyPack((text) => pulumi.log.warn(text));
  const settings = settingsOf(ownConfiguration(pulumi.runtime.allConfig(), stack.project), stack.stack);
  const images = caller?.images ?? (await presentImages(imagesOf(settings), settings));
  const {connections: inside, ready, containers} = dockerStack({stack, settings, images});
  const outside: Record<string, Record<string, Connection>> = settings.openai
    ? {openai: {app: openaiConnection(settings.openai)}}
    : {};
  const connections = pulumi.secret(inside.apply((all) => ({...all, ...outside})));
  if (!pulumi.runtime.isDryRun()) {
    pulumi.all([connections, ready]).apply(([known]) => (caller?.judge ?? judge)(settings, known, containers));
  }
  const endpoints = Object.fromEntries(
    Object.values(settings.services).map(({definition, port}) => [definition.name, `127.0.0.1:${port}`]),
  );
  // Written only at the end of an update that succeeded: tells a rotation that was cut off from one that is done.
  const {generations, vaultGenerations, authorityChange} = settings;
  return {endpoints, connections, generations, vaultGenerations, authorityChange};
}

export = (caller?: Caller) =>
  declare(caller).catch((error: unknown) => {
    throw error instanceof UserError ? new pulumi.RunError(messageOf(error)) : error;
  });
