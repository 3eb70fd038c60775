import {messageOf, UserError} from '../../components/core/errors';
import {memoryOfAll, memoryShare, type Settings} from '../../components/core/settings';
import {gatewayLimits} from '../../components/services/gateway';
import {settingsOf} from '../../components/services/settings';
import {openStack, refuseStackName, type Session} from '../session';
import {settingsIn} from '../settings';
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
  const limitsMiB = memoryOfAll(services, size, gatewayLimits[size].memoryMiB);
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
export async function needsIn(session: Session): Promise<Needs> {
  return needsOf(await settingsIn(session, Number.POSITIVE_INFINITY), `stack ${session.name.stack}`);
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
