import type {RequestListener} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import type {Connection} from '../../../components/core/connection';

/** A server on 127.0.0.1 with a port of its own. */
export interface Running {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: () => number;
  readonly stop: () => Promise<void>;
}

async function listen(server: Server): Promise<Running> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Speaks HTTPS. */
export const startHttps = (tls: {readonly key: string; readonly cert: string}, answer: RequestListener) =>
  listen(createTlsServer(tls, answer));

/** Accepts connections and says nothing. */
export const startSilent = () => listen(createServer({allowHalfOpen: false}, (socket) => socket.resume()));

/** Answers whatever comes with the same bytes. */
export const startPlain = (bytes: string) =>
  listen(createServer((socket) => socket.on('data', () => socket.end(bytes))));

/** A port where nothing listens: one of those that no system gives away, and that fetch does not block. */
export const deafPort = 2;

/** The connection of role `app`, to a port of this machine. */
export const connectionTo = (port: number, fields: Partial<Connection> = {}): Connection => ({
  service: 'example',
  role: 'app',
  host: '127.0.0.1',
  port,
  username: 'app',
  password: 'Secret0123456789',
  database: '0',
  uri: `https://127.0.0.1:${port}/v1`,
  ca: '',
  env: {},
  ...fields,
});
