import type {ProbeKind} from '../components/core/definition';
import {bolt} from './bolt';
import {chroma} from './chroma';
import {elasticsearch} from './elasticsearch';
import {openai} from './openai';
import {postgres} from './postgres';
import type {Probe} from './probe';
import {explain} from './reason';
import {redis} from './redis';
import {s3} from './s3';

export type {Answer, Probe} from './probe';

/** The probe, with whatever it throws told in one line. */
const clear =
  (probe: Probe): Probe =>
  async (connection, signal) => {
    try {
      return await probe(connection, signal);
    } catch (error) {
      throw explain(error, connection);
    }
  };

/** How each kind of service is asked. */
export const probes: Record<ProbeKind, Probe> = {
  postgres: clear(postgres),
  redis: clear(redis),
  bolt: clear(bolt),
  chroma: clear(chroma),
  elasticsearch: clear(elasticsearch),
  s3: clear(s3),
  openai: clear(openai),
};
