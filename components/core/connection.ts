import type {Reachable} from './definition';
import {fill} from './template';

/** How an application reaches one service in one role. The same keys on every target. */
export interface Connection {
  readonly service: string;
  readonly role: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly uri: string;
  /** Path of the CA's certificate (PEM) on the machine of the caller. */
  readonly ca: string;
  /** Environment variables that the service's usual clients read. */
  readonly env: Readonly<Record<string, string>>;
}

/** What of a connection is known only once the stack runs. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly ca: string;
}

/** Fills a definition's connection template for one role. */
export function connectionOf(definition: Reachable, role: string, endpoint: Endpoint): Connection {
  const template = definition.connection;
  const words = {
    ...endpoint,
    username: fill(template.username ?? '', {words: {role}}),
    database: template.database ?? '',
    role,
  };
  const uri = fill(template.uri, {words});
  const env = Object.fromEntries(
    Object.entries(template.env).map(([key, text]) => [key, fill(text, {words: {...words, uri}})]),
  );
  return {
    service: definition.name,
    role,
    host: endpoint.host,
    port: endpoint.port,
    username: words.username,
    password: endpoint.password,
    database: words.database,
    uri,
    ca: endpoint.ca,
    env,
  };
}
