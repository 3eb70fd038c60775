import {ownConfiguration} from '../components/core/configuration';
import type {Settings} from '../components/core/settings';
import {settingsOf} from '../components/services/settings';
import {project, type Session} from './session';

/** The stack's settings, as its file says, on this machine unless another is given by its memory in MiB. */
export async function settingsIn({name: {stack}, stack: opened}: Session, memoryMiB?: number): Promise<Settings> {
  const all = await opened.getAllConfig();
  const texts = Object.fromEntries(Object.entries(all).map(([key, {value}]) => [key, value]));
  return settingsOf(ownConfiguration(texts, project), stack, memoryMiB);
}
