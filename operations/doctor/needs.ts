import {ownConfiguration} from '../../components/core/configuration';
import {messageOf, UserError} from '../../components/core/errors';
import {memoryOf, memoryShare, type Settings} from '../../components/core/settings';
import {gatewayLimits} from '../../components/services/gateway';
import {settingsOf} from '../../components/services/settings';
import {openStack, project, refuseStackName, type Session} from '../session';
import type {Row} from './machine';

/** What a stack asks of a machine. */
export interface Needs {
  /** Whose needs they are, for people. */
  readonly of: string;
  /** MiB that its containers may use together. */
  readonly limitsMiB: number;
  /** MiB that a machine needs so that these limits are not more than their share of it. */
  readonly memoryMiB: number;
  readonly processors: number;
  readonly ports: readonly {readonly service: string; readonly port: number}[];
}

const fewestProcessors = 2;

/** The needs of a stack with these settings. Pure. */
export function needsOf({services, size}: Pick<Settings, 'services' | 'size'>, of: string): Needs {
  const all = Object.entries(services);
  const limitsMiB = all.reduce((sum, [, service]) => sum + memoryOf(service, size), gatewayLimits[size].memoryMiB);
  return {
    of,
    limitsMiB,
    memoryMiB: Math.ceil(limitsMiB / memoryShare),
    processors: Math.max(fewestProcessors, ...all.map(([, {limits}]) => Math.ceil(limits.cpus))),
    ports: all.map(([service, {port}]) => ({service, port})),
  };
}

/** The needs of a stack of which nothing is set. */
export const usualNeeds = (): Needs => needsOf(settingsOf({}, 'dev', Number.POSITIVE_INFINITY), 'size small');

/** The needs of a stack as its file says, also where this machine is too small for them. */
export async function needsIn({name: {stack}, stack: opened}: Session): Promise<Needs> {
  const all = await opened.getAllConfig();
  const texts = Object.fromEntries(Object.entries(all).map(([key, {value}]) => [key, value]));
  const settings = settingsOf(ownConfiguration(texts, project), stack, Number.POSITIVE_INFINITY);
  return needsOf(settings, `stack ${stack}`);
}

/** The needs of a stack where there is one, otherwise the usual ones; and what is wrong with its file. */
export async function needsHere(stack: string): Promise<{needs: Needs; rows: readonly Row[]}> {
  refuseStackName(stack);
  const session = await openStack(stack).catch(() => undefined);
  if (!session) return {needs: usualNeeds(), rows: []};
  try {
    return {needs: await needsIn(session), rows: []};
  } catch (error) {
    // Whoever asks a doctor may have a Pulumi that is not well; the other rows have to be seen all the same.
    const mend =
      error instanceof UserError ? `mend Pulumi.${stack}.yaml` : 'look at the row Pulumi; run ./platform install';
    const row = {subject: `stack ${stack}`, found: messageOf(error), needed: 'settings that can be read'} as const;
    return {needs: usualNeeds(), rows: [{...row, state: 'in the way', mend}]};
  }
}
