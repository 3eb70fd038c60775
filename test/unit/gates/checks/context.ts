import type {GateContext, GateService} from '../../../../gates/check';
import type {Availability} from '../../../../gates/measure/availability';
import type {Container} from '../../../../gates/measure/containers';

const connection = {
  service: 'redis',
  role: 'app',
  host: 'localhost',
  port: 6379,
  username: 'app',
  password: 'geheim',
  database: '0',
  uri: 'rediss://localhost',
  ca: '/run/ca.crt',
  env: {},
};

/** A service as the gate knows it. */
export const redis: GateService = {
  service: 'redis',
  kind: 'redis',
  connection,
  container: 'kailash-dev-redis',
  port: 6379,
  internalPort: 6379,
  network: 'kailash-dev-redis',
};

const container = (service: string, addresses: Record<string, string>, published: string[] = []): Container => ({
  name: `kailash-dev-${service}`,
  service,
  id: service,
  image: 'sha256:1',
  reference: 'sha256:1',
  pid: 1,
  memoryBytes: 256,
  cpus: 0.5,
  addresses,
  published,
});

/** The containers of a stack with two services. */
export const containers: readonly Container[] = [
  container('redis', {'kailash-dev-redis': '172.18.0.3'}),
  container('gateway', {'kailash-dev-gateway': '172.22.0.2', 'kailash-dev-redis': '172.18.0.2'}, ['127.0.0.1:6379']),
];

/** When every test's now is. */
export const now = Date.parse('2026-11-28T12:00:00Z');

const availability: Availability = {from: 0, until: 0, intervalMs: 5_000, services: [], samples: []};

/** A stack in which nothing is wrong, with what a test changes. */
export const contextWith = (changes: Partial<GateContext>): GateContext => ({
  stack: 'dev',
  services: [redis],
  external: [],
  containers: async () => containers,
  availability: async () => availability,
  wholeDay: false,
  loadSeconds: 1,
  latencySamples: 1000,
  certificates: [],
  secrets: [],
  setup: () => [],
  tests: () => [],
  commit: 'c0ffee0000000000',
  changed: false,
  violations: async () => ({mandatory: [], advisory: []}),
  drift: async () => ({compared: 4, differences: [], notes: []}),
  vaults: async () => [],
  docker: async () => ({status: 0, output: ''}),
  say: () => undefined,
  now: () => now,
  ...changes,
});
