import {join} from 'node:path';
import type {Connection} from '../components/core/connection';
import {UserError} from '../components/core/errors';
import {commandLine} from '../components/targets/docker/shell';
import {openStack, root, type Session} from './session';
import {table} from './table';

export interface ConnectionsOptions {
  readonly stack: string;
  readonly role?: string;
  readonly format: string;
  readonly showSecrets?: boolean;
}

/** Connections by service and role. */
export type Connections = Readonly<Record<string, Readonly<Record<string, Connection>>>>;

/** The connections of a stack that is up. */
export async function connectionsOf(session: Session): Promise<Connections> {
  const outputs = await session.stack.outputs();
  const found = outputs.connections?.value as Connections | undefined;
  if (!found || Object.keys(found).length === 0)
    throw new UserError(
      `connections: stack ${session.name.stack} is not up; run ./platform up --stack ${session.name.stack}`,
    );
  return found;
}

const formats = ['table', 'env', 'json', 'uri', 'password', 'password-command'] as const;
type Format = (typeof formats)[number];

function pick(all: Connections, service: string | undefined, role: string | undefined): Connection[] {
  if (service !== undefined && !all[service])
    throw new UserError(
      `connections: no such service, got ${JSON.stringify(service)}; choose one of ${Object.keys(all).join(', ')}`,
    );
  const chosen = Object.values(service === undefined ? all : {[service]: all[service] ?? {}}).flatMap((roles) =>
    Object.values(roles),
  );
  const wanted = role ?? 'app';
  const found = chosen.filter((connection) => connection.role === wanted);
  if (found.length === 0) {
    const roles = [...new Set(chosen.map((connection) => connection.role))];
    throw new UserError(`connections: no such role, got ${JSON.stringify(wanted)}; choose one of ${roles.join(', ')}`);
  }
  return found;
}

/** One line of a file that a shell reads with `.`: POSIX single quotes. */
const assignment = ([key, value]: readonly [string, string]): string => `${key}='${value.replaceAll("'", `'\\''`)}'`;

function single(connections: readonly Connection[], format: Format): Connection {
  const [only, ...more] = connections;
  if (!only || more.length > 0)
    throw new UserError(
      `connections: --format ${format} is of one service, got ${connections.map((c) => c.service).join(', ')}; name one`,
    );
  return only;
}

/** The text that the operation prints. */
export function shown(connections: readonly Connection[], format: Format, showSecrets: boolean, stack: string): string {
  switch (format) {
    case 'json':
      return JSON.stringify(connections.length === 1 ? connections[0] : connections, null, 2);
    case 'env':
      // What several services say is said once.
      return [...new Set(connections.flatMap(({env}) => Object.entries(env).map(assignment)))].join('\n');
    case 'uri':
      return single(connections, format).uri;
    case 'password':
      return single(connections, format).password;
    case 'password-command': {
      const {service, role} = single(connections, format);
      const words = [join(root, 'platform'), 'connections', service, '--role', role, '--format', 'password'];
      return commandLine([...words, '--stack', stack]);
    }
    case 'table':
      return table(
        ['service', 'role', 'host', 'port', 'username', 'password', 'database', 'CA'],
        connections.map((c) => [
          c.service,
          c.role,
          c.host,
          c.port,
          c.username,
          showSecrets ? c.password : '(hidden)',
          c.database,
          c.ca,
        ]),
      );
  }
}

const isFormat = (text: string): text is Format => (formats as readonly string[]).includes(text);

/** `./platform connections`. */
export async function connections(service: string | undefined, options: ConnectionsOptions): Promise<number> {
  const {format, showSecrets = false, stack} = options;
  if (!isFormat(format))
    throw new UserError(
      `connections: no such format, got ${JSON.stringify(format)}; choose one of ${formats.join(', ')}`,
    );
  const found = pick(await connectionsOf(await openStack(stack)), service, options.role);
  console.log(shown(found, format, showSecrets, stack));
  return 0;
}
