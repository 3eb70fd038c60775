import {createServer, request} from 'node:http';
import type {AddressInfo} from 'node:net';

/** A proxy for plain HTTP that wants a password, as companies have. */
export interface TestProxy {
  readonly port: number;
  /** Requests that came with the password. */
  served(): number;
  close(): void;
}

/** Starts the proxy on the address that containers reach the host by. */
export const startProxy = async (address: string, credentials: string): Promise<TestProxy> => {
  const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
  let served = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.headers['proxy-authorization'] !== expected) {
      outgoing.writeHead(407, {'Proxy-Authenticate': 'Basic realm="test"'}).end();
      return;
    }
    served++;
    const {'proxy-authorization': _, 'proxy-connection': __, ...headers} = incoming.headers;
    const onward = request(incoming.url ?? '', {method: incoming.method, headers}, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    onward.end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    served: () => served,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
