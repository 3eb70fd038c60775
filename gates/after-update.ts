import * as pulumi from '@pulumi/pulumi';
import type {Connection} from '../components/core/connection';
import type {Settings} from '../components/core/settings';
import {failure, health, type Subject} from './health';

/** The role that the gate uses where the service has it. */
const gateRole = 'app';

/** Connections by service and role. */
type Connections = Readonly<Record<string, Readonly<Record<string, Connection>>>>;

/** What the gate asks: every service of the stack, as an application would. */
export function subjectsOf(
  settings: Settings,
  connections: Connections,
  containers: Readonly<Record<string, string>>,
): Subject[] {
  const external: Subject[] = connections.openai?.app
    ? [
        {
          service: 'openai',
          connection: connections.openai.app,
          kind: 'openai',
          required: settings.openai?.required ?? false,
        },
      ]
    : [];
  const inside = Object.values(settings.services).map(({definition: {name, probe, roles}}) => {
    const role = roles.some((r) => r.name === gateRole) ? gateRole : (roles[0]?.name ?? gateRole);
    const connection = connections[name]?.[role];
    const container = containers[name];
    if (!connection || !container) throw new Error(`gate: nothing known of ${name}`);
    return {service: name, connection, kind: probe, container};
  });
  return [...inside, ...external];
}

/** Every password, so that no log line shows one. */
export const secretsOf = (connections: Connections): string[] =>
  Object.values(connections).flatMap((roles) => Object.values(roles).map(({password}) => password));

/** The settings of a stack, its connections by service and role, its containers by service. */
export type Judged = readonly [Settings, Connections, Readonly<Record<string, string>>];

/**
 * The health gate at the end of every update: also when nothing changed, since the engine would call a container that
 * failed once fine the next time. Not a resource, so it makes no diff.
 * @throws pulumi.RunError that names each service that failed, and so makes the update fail
 */
export async function judge(...[settings, connections, containers]: Judged): Promise<void> {
  const verdicts = await health(subjectsOf(settings, connections, containers), {
    mask: secretsOf(connections),
    onAnswer: (line) => void pulumi.log.info(line),
  });
  // Of what a callback throws, Pulumi prints name and stack: this is a finding, not a fault of the program.
  if (verdicts.some(({ok}) => !ok)) throw Object.assign(new pulumi.RunError(failure(verdicts)), {name: '', stack: ''});
}
