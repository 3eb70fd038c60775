import {physicalName} from '../../components/core/names';
import type {Settings} from '../../components/core/settings';
import {subjectsOf} from '../../gates/after-update';
import type {GateService} from '../../gates/check';
import type {Subject} from '../../gates/health';
import {connectionsOf} from '../connections';
import type {Session} from '../session';

/** What a stack depends on and somebody else runs. */
export const externalIn = ({openai}: Pick<Settings, 'openai'>): {service: string; required: boolean}[] =>
  openai ? [{service: 'openai', required: openai.required}] : [];

/** Everything that the prober asks: the services of a stack, and what is external. */
export const probedIn = (settings: Settings): string[] => [
  ...Object.keys(settings.services),
  ...externalIn(settings).map(({service}) => service),
];

/** The services of a stack and what is external, with their connections. */
export async function allSubjectsOf(session: Session, settings: Settings): Promise<Subject[]> {
  const containers = Object.keys(settings.services).map((name) => [name, physicalName(session.name, name)]);
  return subjectsOf(settings, await connectionsOf(session), Object.fromEntries(containers));
}

/** The services of a stack with their connections, containers and ports. */
export async function servicesOf(session: Session, settings: Settings): Promise<GateService[]> {
  return (await allSubjectsOf(session, settings)).flatMap((subject) => {
    const own = settings.services[subject.service];
    const {container} = subject;
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
