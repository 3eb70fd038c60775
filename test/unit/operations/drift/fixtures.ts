import type {DeclaredContainer} from '../../../../operations/drift/container';
import type {Container, Image} from '../../../../operations/drift/inspected';

/** An image with everything that a container inherits. */
export const image: Image = {
  Id: 'sha256:1',
  Config: {
    Env: ['PATH=/bin', 'LANG=C.UTF-8'],
    Cmd: ['redis-server'],
    Entrypoint: ['docker-entrypoint.sh'],
    Labels: {'kailash-platform.image': 'redis'},
    Volumes: {'/logs': {}, '/data': {}},
  },
};

/** A declaration as Pulumi's state holds it. */
export const declared: DeclaredContainer = {
  image: 'sha256:1',
  hostname: 'redis',
  user: '999:999',
  envs: ['MODE=cache'],
  labels: [{label: 'io.kailash.service', value: 'redis'}],
  command: ['redis-server', '/run/config/redis.conf'],
  volumes: [
    {containerPath: '/run/config', hostPath: '/run/kailash-platform/kailash-dev/redis/config', readOnly: true},
    {containerPath: '/data', volumeName: 'kailash-dev-redis-data'},
  ],
  tmpfs: {'/tmp': 'size=16m,mode=1777'},
  networksAdvanced: [{name: 'kailash-dev-redis', aliases: ['redis']}],
  capabilities: {drops: ['ALL'], adds: ['CAP_CHOWN']},
  securityOpts: ['no-new-privileges=true'],
  healthcheck: {tests: ['CMD', 'ping'], interval: '2s', timeout: '5s', startPeriod: '1m10s', retries: 15},
  readOnly: true,
  privileged: false,
  init: true,
  memory: 256,
  memorySwap: 256,
  cpus: '0.5',
  shmSize: 64,
  restart: 'unless-stopped',
  logDriver: 'json-file',
  logOpts: {'max-size': '10m'},
  ulimits: [{name: 'nofile', soft: 16384, hard: 16384}],
  ports: [{internal: 6379, external: 6380, ip: '127.0.0.1', protocol: 'tcp'}],
  stopTimeout: 30,
};

/** The same container as `docker inspect` shows it. */
export const asDeclared: Container = {
  Id: 'aa',
  Image: 'sha256:1',
  State: {Status: 'running', Pid: 1},
  Mounts: [
    {
      Type: 'bind',
      Source: '/run/kailash-platform/kailash-dev/redis/config',
      Destination: '/run/config',
      RW: false,
    },
    {
      Type: 'volume',
      Name: 'kailash-dev-redis-data',
      Source: '/var/lib/docker/volumes/kailash-dev-redis-data/_data',
      Destination: '/data',
      RW: true,
    },
    {Type: 'volume', Name: 'f'.repeat(64), Source: '/var/lib/docker/volumes/f/_data', Destination: '/logs', RW: true},
  ],
  Config: {
    Hostname: 'redis',
    User: '999:999',
    Env: ['MODE=cache', 'PATH=/bin', 'LANG=C.UTF-8'],
    Cmd: ['redis-server', '/run/config/redis.conf'],
    Entrypoint: ['docker-entrypoint.sh'],
    Labels: {'kailash-platform.image': 'redis', 'io.kailash.service': 'redis'},
    StopTimeout: 30,
    Healthcheck: {Test: ['CMD', 'ping'], Interval: 2e9, Timeout: 5e9, StartPeriod: 70e9, Retries: 15},
  },
  HostConfig: {
    ReadonlyRootfs: true,
    Privileged: false,
    Init: true,
    Memory: 256 * 2 ** 20,
    MemorySwap: 256 * 2 ** 20,
    NanoCpus: 5e8,
    ShmSize: 64 * 2 ** 20,
    CapAdd: ['CHOWN'],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    RestartPolicy: {Name: 'unless-stopped'},
    LogConfig: {Type: 'json-file', Config: {'max-size': '10m'}},
    Tmpfs: {'/tmp': 'size=16m,mode=1777'},
    Ulimits: [{Name: 'nofile', Soft: 16384, Hard: 16384}],
    PortBindings: {'6379/tcp': [{HostIp: '127.0.0.1', HostPort: '6380'}]},
    Devices: null,
    GroupAdd: null,
    PidMode: '',
  },
  NetworkSettings: {Networks: {'kailash-dev-redis': {Aliases: ['redis', 'aa']}}},
};
