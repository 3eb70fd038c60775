import {physicalName} from '../../components/core/names';
import type {Settings} from '../../components/core/settings';
import {subjectsOf} from '../../gates/after-update';
import type {GateService} from '../../gates/check';
import {connectionsOf} from '../connections';
import type {Session} from '../session';

/** The services of a stack with their connections, containers and ports. */
export async function servicesOf(session: Session, settings: Settings): Promise<GateService[]> {
  const connections = await connectionsOf(session);
  const names = Object.keys(settings.services);
  const containers = Object.fromEntries(names.map((name) => [name, physicalName(session.name, name)]));
  return subjectsOf(settings, connections, containers).flatMap((subject) => {
    const own = settings.services[subject.service];
    const container = containers[subject.service];
    if (!own || !container) return [];
    const {definition, port} = own;
    return [
      {
        ...subject,
        container,
        port,
        internalPort: definition.ports[definition.connection.port] ?? port,
        network: container,
      },
    ];
  });
}
