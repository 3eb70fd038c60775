import * as pulumi from '@pulumi/pulumi';
import type {Connection} from '../components/core/connection';
import type {Settings} from '../components/core/settings';
import {failure, type HealthOptions, health, type Subject, type Verdict} from './health';

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

/** How the gate is told what it found, and when to give up. */
type GateOptions = Pick<HealthOptions, 'onAnswer' | 'signal'>;

/** Asks every service, and waits for the containers that none of their clients asks: of those, only failures are told. */
export async function examine(
  [settings, connections, containers]: Judged,
  {onAnswer, signal}: GateOptions,
): Promise<readonly Verdict[]> {
  const starts = Object.values(settings.services).map(({definition}) => definition.health.startTimeoutSeconds);
  const options = {timeoutMs: 1000 * Math.max(300, ...starts), mask: secretsOf(connections), signal};
  const bystanders = Object.entries(containers)
    .filter(([name]) => !settings.services[name])
    .map(([service, container]) => ({service, container}));
  const [asked, looked] = await Promise.all([
    health(subjectsOf(settings, connections, containers), {...options, onAnswer}),
    health(bystanders, {...options, onAnswer: () => {}}),
  ]);
  return [...asked, ...looked.filter(({ok}) => !ok)];
}

/**
 * The health gate at the end of every update: also when nothing changed, since the engine would call a container that
 * failed once fine the next time. Not a resource, so it makes no diff.
 * @throws pulumi.RunError that names each service that failed, and so makes the update fail
 */
export async function judge(...judged: Judged): Promise<void> {
  const verdicts = await examine(judged, {onAnswer: (line) => void pulumi.log.info(line)});
  // Of what a callback throws, Pulumi prints name and stack: this is a finding, not a fault of the program.
  if (verdicts.some(({ok}) => !ok)) throw Object.assign(new pulumi.RunError(failure(verdicts)), {name: '', stack: ''});
}
