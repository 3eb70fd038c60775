import {millisecondsOf} from '../components/core/duration';
import {UserError} from '../components/core/errors';
import {openStack} from './session';
import {followEvents} from './watch/engine-events';
import {eventLine, type Occurrence} from './watch/events';
import {eventsOf} from './watch/place';

export interface EventsOptions {
  readonly stack: string;
  readonly since: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** Each occurrence once: the watch's record and the engine's own memory overlap. */
export function together(recorded: readonly Occurrence[], remembered: readonly Occurrence[]): Occurrence[] {
  const all = new Map<string, Occurrence>();
  for (const one of [...recorded, ...remembered]) all.set(`${one.at} ${one.service} ${one.text}`, one);
  return [...all.values()].sort((a, b) => a.at - b.at);
}

/** `./platform events`: what the engine did with the stack, in words. */
export async function events({stack, since, follow = false, json = false}: EventsOptions): Promise<number> {
  const from = Date.now() - millisecondsOf('events --since', since, {most: '3650d'});
  const session = await openStack(stack);
  const say = (one: Occurrence) => console.log(json ? JSON.stringify(one) : eventLine(one));
  const remembered: Occurrence[] = [];
  const until = new Date().toISOString();
  const never = new AbortController().signal;
  await followEvents(session, {since: new Date(from).toISOString(), until, signal: never}, (one) =>
    remembered.push(one),
  );
  const all = together(eventsOf(stack).between(from, Date.now()), remembered);
  for (const one of all) say(one);
  if (!follow) {
    if (all.length === 0 && !json) console.log(`events: none of stack ${stack} in ${since}`);
    return 0;
  }
  await followEvents(session, {since: until, signal: never}, say);
  throw new UserError('events: the engine ended the connection; is it still running? ./platform doctor says');
}
