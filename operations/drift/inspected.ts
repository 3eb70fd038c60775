/** The fields of `docker container inspect` that are compared. */
export interface Container {
  readonly Id: string;
  readonly Image: string;
  readonly State: {readonly Status: string; readonly Pid?: number};
  readonly Mounts: readonly {
    readonly Type: string;
    readonly Name?: string;
    readonly Source: string;
    readonly Destination: string;
    readonly RW: boolean;
  }[];
  readonly Config: {
    readonly Hostname: string;
    readonly User: string;
    readonly Env: readonly string[] | null;
    readonly Cmd: readonly string[] | null;
    readonly Entrypoint: readonly string[] | null;
    readonly Labels: Readonly<Record<string, string>> | null;
    readonly StopSignal?: string;
    readonly StopTimeout?: number;
    readonly Healthcheck?: {
      readonly Test?: readonly string[] | null;
      readonly Interval?: number;
      readonly Timeout?: number;
      readonly StartPeriod?: number;
      readonly Retries?: number;
    } | null;
  };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly Privileged: boolean;
    readonly Init?: boolean | null;
    readonly Memory: number;
    readonly MemorySwap: number;
    readonly NanoCpus: number;
    readonly ShmSize: number;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly RestartPolicy: {readonly Name: string};
    readonly LogConfig: {readonly Type: string; readonly Config: Readonly<Record<string, string>> | null};
    readonly Tmpfs?: Readonly<Record<string, string>> | null;
    readonly Ulimits: readonly {readonly Name: string; readonly Soft: number; readonly Hard: number}[] | null;
    readonly PortBindings: Readonly<
      Record<string, readonly {readonly HostIp: string; readonly HostPort: string}[] | null>
    > | null;
    readonly Devices?: readonly {readonly PathOnHost: string}[] | null;
    readonly GroupAdd?: readonly string[] | null;
    readonly PidMode?: string;
  };
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, {readonly Aliases: readonly string[] | null}>>;
  };
}

/** The fields of `docker image inspect` that a container inherits. */
export interface Image {
  readonly Id: string;
  readonly RepoDigests?: readonly string[] | null;
  readonly RepoTags?: readonly string[] | null;
  readonly Config: {
    readonly Env?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Entrypoint?: readonly string[] | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
    readonly StopSignal?: string;
  };
}

/** The fields of `docker network inspect` that are compared. */
export interface Network {
  readonly Id: string;
  readonly Driver: string;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** The fields of `docker volume inspect` that are compared. */
export interface Volume {
  readonly Driver: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Options: Readonly<Record<string, string>> | null;
}
