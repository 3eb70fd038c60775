import {createServer} from 'node:net';
import {networkInterfaces} from 'node:os';
import type {Check, GateContext} from '../check';

/** What was tried from one container. */
interface Tried {
  readonly container: string;
  /** `out`: there is a default route, or a connection to the host came about. */
  readonly result: 'no way out' | 'out' | 'not tried';
  readonly detail: string;
}

/** Whether proc_net_route(5) has a default route. Pure. */
export const hasDefaultRoute = (text: string): boolean =>
  text.split('\n').some((line) => /^\S+\s+00000000\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+00000000/.test(line));

const addressOfHost = (): string | undefined =>
  Object.entries(networkInterfaces())
    .filter(([name]) => !/^(lo|docker|br-|veth)/.test(name))
    .flatMap(([, all]) => all ?? [])
    .find(({family, internal}) => family === 'IPv4' && !internal)?.address;

const dial = (address: string, port: number): readonly string[] => [
  'bash',
  '-c',
  `timeout 3 bash -c 'exec 3<>/dev/tcp/${address}/${port}' 2>&1 && echo connected`,
];

async function from(
  container: string,
  target: {address: string; port: number} | undefined,
  {docker}: GateContext,
): Promise<Tried> {
  const routes = await docker('exec', container, 'cat', '/proc/net/route');
  if (routes.status !== 0) return {container, result: 'not tried', detail: routes.output.trim()};
  const out = hasDefaultRoute(routes.output);
  if (out || !target)
    return {container, result: out ? 'out' : 'no way out', detail: out ? 'default route' : 'no default route'};
  const {output} = await docker('exec', container, ...dial(target.address, target.port));
  const connected = /connected/.test(output);
  return {
    container,
    result: connected ? 'out' : 'no way out',
    detail: connected ? 'reached the host' : 'no default route; the host can not be reached',
  };
}

/** Whether a data service can reach anything outside of its networks. */
export const egressNone: Check = {
  id: 'egress-none',
  title: 'no way out of the data networks',
  requirement: 'no route and no connection from a data service to the outside',
  async measure(context) {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    try {
      const place = server.address();
      const address = addressOfHost();
      const target = address && typeof place === 'object' && place ? {address, port: place.port} : undefined;
      const all = await context.containers();
      // The gateway has a way out: that it reaches the host shows that the others could, were they let.
      const gateway = all.find(({service}) => service === 'gateway');
      const control = gateway ? await from(gateway.name, target, context) : undefined;
      const tried = await Promise.all(all.filter((c) => c !== gateway).map(({name}) => from(name, target, context)));
      const outside = tried.filter(({result}) => result === 'out');
      const open = tried.filter(({result}) => result === 'not tried');
      const verdict = outside.length > 0 ? 'fail' : open.length > 0 || tried.length === 0 ? 'not proven' : 'pass';
      return {
        value: `${tried.length - outside.length - open.length} of ${tried.length} containers have no way out`,
        verdict,
        reason:
          [...outside, ...open].map(({container, detail}) => `${container}: ${detail}`).join('; ') ||
          'routes read and a connection to the host tried in each',
        fix:
          verdict === 'pass'
            ? undefined
            : './platform drift shows which network it was joined to; ./platform drift --fix',
        raw: {control, tried},
      };
    } finally {
      server.close();
    }
  },
};
