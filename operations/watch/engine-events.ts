import {execa} from 'execa';
import {labelPrefix, physicalName} from '../../components/core/names';
import {docker, filtersOf} from '../containers';
import type {Session} from '../session';
import {type EngineEvent, inWords, type Occurrence} from './events';

type Named = Pick<Session, 'name'>;

/** Container ids, whole, to services. */
async function servicesById({name}: Named): Promise<Map<string, string>> {
  const format = `{{.ID}}\t{{.Label "${labelPrefix}.service"}}`;
  const lines = await docker('ps', '--all', '--no-trunc', ...filtersOf(name), '--format', format);
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t') as [string, string]),
  );
}

/**
 * The engine's events of a stack in words, until the signal or `until`. Events of networks and volumes have no labels
 * of ours, so all events are read and chosen here.
 */
export async function followEvents(
  session: Named,
  options: {readonly since?: string; readonly until?: string; readonly signal: AbortSignal},
  onEvent: (occurrence: Occurrence) => void,
): Promise<void> {
  const {project, stack} = session.name;
  const prefix = `${physicalName(session.name)}-`;
  let services = await servicesById(session);
  const bounds = [
    ...(options.since ? ['--since', options.since] : []),
    ...(options.until ? ['--until', options.until] : []),
  ];
  const events = execa('docker', ['events', '--format', '{{json .}}', ...bounds], {
    reject: false,
    stdin: 'ignore',
    cancelSignal: options.signal,
    buffer: false,
  });
  for await (const line of events) {
    const event = JSON.parse(String(line)) as EngineEvent;
    const attributes = event.Actor.Attributes ?? {};
    const ours =
      event.Type === 'container'
        ? attributes[`${labelPrefix}.project`] === project && attributes[`${labelPrefix}.stack`] === stack
        : (attributes.name ?? event.Actor.ID ?? '').startsWith(prefix) || services.has(attributes.container ?? '');
    if (!ours) continue;
    if (event.Type === 'container' && event.Action === 'create')
      services = new Map([...services, [event.Actor.ID ?? '', attributes[`${labelPrefix}.service`] ?? '']]);
    const occurrence = inWords(event, services);
    if (occurrence) onEvent(occurrence);
  }
}
