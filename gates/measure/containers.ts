/** What is read of a container of the stack. */
export interface Container {
  readonly name: string;
  readonly service: string;
  readonly id: string;
  /** The image's id: the digest of its configuration. */
  readonly image: string;
  /** What the container was made from: the id, or a name with a digest. */
  readonly reference: string;
  /** Process that the engine started, as the host numbers it; 0 when it does not run. */
  readonly pid: number;
  readonly memoryBytes: number;
  /** Processors at most; 0 for no limit. */
  readonly cpus: number;
  /** Its address on each of its networks. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Ports on the host, `address:port`. */
  readonly published: readonly string[];
}

interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly State: {readonly Pid: number};
  readonly HostConfig: {readonly Memory: number; readonly NanoCpus: number};
  readonly Config: {readonly Image?: string; readonly Labels: Readonly<Record<string, string>> | null};
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, {readonly IPAddress: string}>>;
    readonly Ports: Readonly<Record<string, readonly {readonly HostIp: string; readonly HostPort: string}[] | null>>;
  };
}

/** Reads `docker container inspect`. */
export function containersIn(json: string, serviceLabel: string): Container[] {
  return (JSON.parse(json) as Inspected[]).map(({Id, Name, Image, State, HostConfig, Config, NetworkSettings}) => ({
    name: Name.replace(/^\//, ''),
    service: Config.Labels?.[serviceLabel] ?? '',
    id: Id,
    image: Image,
    reference: Config.Image ?? Image,
    pid: State.Pid,
    memoryBytes: HostConfig.Memory,
    cpus: HostConfig.NanoCpus / 1e9,
    addresses: Object.fromEntries(
      Object.entries(NetworkSettings.Networks).map(([name, {IPAddress}]) => [name, IPAddress]),
    ),
    published: Object.values(NetworkSettings.Ports ?? {}).flatMap((bindings) =>
      (bindings ?? []).map(({HostIp, HostPort}) => `${HostIp}:${HostPort}`),
    ),
  }));
}
