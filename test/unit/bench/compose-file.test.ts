import {expect, test} from 'vitest';
import {type Container, composeFile, type Network} from '../../../bench/compose-file';

const labels = (service: string) => ({'io.kailash.service': service, 'io.kailash.stack': 'one'});

const container: Container = {
  Image: 'sha256:abc',
  HostConfig: {
    Binds: ['/run/files/one/db/config:/run/config:ro', 'one-db-data:/data:rw'],
    CapAdd: null,
    CapDrop: ['ALL'],
    Init: true,
    LogConfig: {Type: 'json-file', Config: {'max-size': '10m'}},
    Memory: 536870912,
    MemorySwap: 536870912,
    NanoCpus: 500000000,
    PortBindings: {'5432/tcp': [{HostIp: '127.0.0.1', HostPort: '5433'}]},
    ReadonlyRootfs: true,
    RestartPolicy: {Name: 'unless-stopped'},
    SecurityOpt: ['no-new-privileges=true'],
    ShmSize: 67108864,
    Tmpfs: {'/tmp': 'size=16m,mode=1777'},
    Ulimits: [{Name: 'nofile', Soft: 16, Hard: 32}],
  },
  Config: {
    Cmd: ['serve', '--home=$HOME'],
    Entrypoint: ['start'],
    Env: ['MODE=fast'],
    Healthcheck: {
      Test: ['CMD-SHELL', 'out=$(ask)'],
      Interval: 2_000_000_000,
      Timeout: 5_000_000_000,
      StartPeriod: 60_000_000_000,
      Retries: 15,
    },
    Hostname: 'db',
    Labels: labels('db'),
    StopSignal: 'SIGINT',
    StopTimeout: 60,
    User: '999:999',
  },
  NetworkSettings: {Networks: {'one-db': {}, 'one-edge': {}}},
};

const network = (service: string): Network => ({
  Name: `one-${service}`,
  Driver: 'bridge',
  Internal: true,
  Attachable: false,
  Options: {'com.docker.network.bridge.inhibit_ipv4': 'true'},
  Labels: labels(service),
});

const written = () =>
  JSON.parse(
    composeFile([container], [network('edge'), network('db'), network('other')], {
      project: 'copy',
      stack: 'two',
      files: {from: '/run/files/one', to: '/run/files/two'},
    }),
  );

test('a container keeps image, rights, limits and health check, with names, files and labels of the copy', () => {
  expect(written().services.db).toEqual({
    image: 'sha256:abc',
    container_name: 'copy-db',
    hostname: 'db',
    user: '999:999',
    environment: ['MODE=fast'],
    entrypoint: ['start'],
    command: ['serve', '--home=$$HOME'],
    cap_add: [],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges=true'],
    read_only: true,
    init: true,
    mem_limit: 536870912,
    memswap_limit: 536870912,
    cpus: 0.5,
    shm_size: 67108864,
    ulimits: {nofile: {soft: 16, hard: 32}},
    restart: 'unless-stopped',
    logging: {driver: 'json-file', options: {'max-size': '10m'}},
    tmpfs: ['/tmp:size=16m,mode=1777'],
    healthcheck: {
      test: ['CMD-SHELL', 'out=$$(ask)'],
      interval: '2000000us',
      timeout: '5000000us',
      start_period: '60000000us',
      retries: 15,
    },
    ports: ['127.0.0.1:5433:5432/tcp'],
    volumes: [
      {type: 'bind', source: '/run/files/two/db/config', target: '/run/config', read_only: true},
      {type: 'volume', source: 'one-db-data', target: '/data', read_only: false},
    ],
    networks: {edge: {priority: 0}, db: {priority: 1000}},
    stop_signal: 'SIGINT',
    stop_grace_period: '60s',
    labels: {'io.kailash.service': 'db', 'io.kailash.stack': 'two'},
  });
});

test('networks and volumes are the same, and labelled as the copy', () => {
  const {name, networks, volumes} = written();
  expect(name).toBe('copy');
  expect(Object.keys(networks)).toEqual(['edge', 'db', 'other']);
  expect(networks.db).toEqual({
    driver: 'bridge',
    internal: true,
    attachable: false,
    driver_opts: {'com.docker.network.bridge.inhibit_ipv4': 'true'},
    labels: {'io.kailash.service': 'db', 'io.kailash.stack': 'two'},
  });
  expect(volumes).toEqual({'one-db-data': {labels: {'io.kailash.stack': 'two'}}});
});
