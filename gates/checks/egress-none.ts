import type {Check, GateContext} from '../check';
import type {Container} from '../measure/containers';

/** What was found of one container. */
export interface Tried {
  readonly container: string;
  /** Its networks that are not internal. */
  readonly open: readonly string[];
  /** Whether the gateway answered on a network that the container is on: that the attempt itself works. */
  readonly near: boolean;
  /** Whether the gateway answered on a network that the container is not on. */
  readonly far: boolean;
}

/** What one container's trial proves. Pure. */
export const tellsOf = ({open, near, far}: Tried): 'no way out' | 'a way out' | 'nothing' =>
  open.length > 0 || far ? 'a way out' : near ? 'no way out' : 'nothing';

/** Where to knock: at the gateway on a shared network, and on one that the container is not on. Pure. */
export function doorsOf(container: Container, gateway: Container): {near?: string; far?: string} {
  const shared = Object.keys(gateway.addresses).find((network) => network in container.addresses);
  const other = Object.keys(gateway.addresses).find((network) => !(network in container.addresses));
  return {
    near: shared === undefined ? undefined : gateway.addresses[shared],
    far: other === undefined ? undefined : gateway.addresses[other],
  };
}

async function connects(
  container: string,
  address: string | undefined,
  port: number,
  {docker}: GateContext,
): Promise<boolean> {
  if (!address) return false;
  // Not the program's exit status: an image without bash must not look like a closed door.
  const dial = `timeout 3 bash -c 'exec 3<>/dev/tcp/${address}/${port}' 2>/dev/null && echo connected`;
  return (await docker('exec', container, 'bash', '-c', dial)).output.includes('connected');
}

async function trial(container: Container, gateway: Container, port: number, context: GateContext): Promise<Tried> {
  const flags = await Promise.all(
    Object.keys(container.addresses).map(async (network) => {
      const {output} = await context.docker('network', 'inspect', '--format', '{{.Internal}}', network);
      return {network, internal: output.trim() === 'true'};
    }),
  );
  const {near, far} = doorsOf(container, gateway);
  return {
    container: container.name,
    open: flags.filter(({internal}) => !internal).map(({network}) => network),
    near: await connects(container.name, near, port, context),
    far: await connects(container.name, far, port, context),
  };
}

/** Whether a data service can reach anything outside of its networks. */
export const egressNone: Check = {
  id: 'egress-none',
  title: 'no way out of the data networks',
  requirement: 'data services on internal networks only, and no connection from one network into another',
  async measure(context) {
    const all = await context.containers();
    const gateway = all.find(({service}) => service === 'gateway');
    const port = context.services[0]?.internalPort;
    if (!gateway || port === undefined)
      return {value: 'no gateway', verdict: 'not proven', reason: 'no gateway runs', fix: './platform up', raw: []};
    const tried = await Promise.all(all.filter((c) => c !== gateway).map((c) => trial(c, gateway, port, context)));
    const outside = tried.filter((t) => tellsOf(t) === 'a way out');
    const untold = tried.filter((t) => tellsOf(t) === 'nothing');
    const verdict = outside.length > 0 ? 'fail' : untold.length > 0 || tried.length === 0 ? 'not proven' : 'pass';
    const problems = [
      ...outside.map(
        (t) =>
          `${t.container}: ${t.open.length > 0 ? `on ${t.open.join(', ')}, which is not internal` : 'reached another network'}`,
      ),
      ...untold.map((t) => `${t.container}: could not try, as its image has no bash or the gateway does not answer`),
    ];
    return {
      value: `${tried.length - outside.length - untold.length} of ${tried.length} containers have no way out`,
      verdict,
      reason:
        problems.join('; ') ||
        'networks internal, and from each the gateway answers on its own network and not on another',
      fix: verdict === 'pass' ? undefined : './platform drift shows what was joined by hand; ./platform drift --fix',
      raw: tried,
    };
  },
};
