import type {ProbeKind} from '../components/core/definition';
import type {Probe} from './probe';
import {explain} from './reason';

export type {Answer, Probe} from './probe';

/** The probe of each kind of service; its client is loaded when it is first needed, as they are large. */
const loaders: Record<ProbeKind, () => Promise<Probe>> = {
  postgres: async () => (await import('./postgres')).postgres,
  redis: async () => (await import('./redis')).redis,
  bolt: async () => (await import('./bolt')).bolt,
  chroma: async () => (await import('./chroma')).chroma,
  elasticsearch: async () => (await import('./elasticsearch')).elasticsearch,
  s3: async () => (await import('./s3')).s3,
  openai: async () => (await import('./openai')).openai,
};

/** Loads a client, so that the time of the first answer is the service's alone. */
export async function loadClient(kind: ProbeKind): Promise<void> {
  await loaders[kind]();
}

/** The probe, with whatever it throws told in one line. */
const clear =
  (kind: ProbeKind): Probe =>
  async (connection, signal) => {
    const probe = await loaders[kind]();
    try {
      return await probe(connection, signal);
    } catch (error) {
      throw explain(error, connection);
    }
  };

/** How each kind of service is asked. */
export const probes: Record<ProbeKind, Probe> = {
  postgres: clear('postgres'),
  redis: clear('redis'),
  bolt: clear('bolt'),
  chroma: clear('chroma'),
  elasticsearch: clear('elasticsearch'),
  s3: clear('s3'),
  openai: clear('openai'),
};
