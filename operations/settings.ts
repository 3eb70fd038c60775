import {ownConfiguration} from '../components/core/configuration';
import type {Settings} from '../components/core/settings';
import {settingsOf} from '../components/services/settings';
import {project, type Session} from './session';

type Configuration = Readonly<Record<string, {readonly value: string}>>;

const settingsFrom = (all: Configuration, stack: string, memoryMiB?: number): Settings => {
  const texts = Object.fromEntries(Object.entries(all).map(([key, {value}]) => [key, value]));
  return settingsOf(ownConfiguration(texts, project), stack, memoryMiB);
};

/** The stack's settings, as its file says, on this machine unless another is given by its memory in MiB. */
export const settingsIn = async ({name: {stack}, stack: opened}: Session, memoryMiB?: number): Promise<Settings> =>
  settingsFrom(await opened.getAllConfig(), stack, memoryMiB);

/** The settings as they were when the session began. */
export const firstSettings = async (session: Session): Promise<Settings> =>
  session.configuration
    ? settingsFrom(JSON.parse(await session.configuration) as Configuration, session.name.stack)
    : settingsIn(session);
