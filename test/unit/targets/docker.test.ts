import {readFileSync} from 'node:fs';
import {cpus} from 'node:os';
import * as pulumi from '@pulumi/pulumi';
import {beforeAll, describe, expect, test} from 'vitest';
import {z} from 'zod';
import type {Connection} from '../../../components/core/connection';
import {type Definition, defineService, type Limits} from '../../../components/core/definition';
import {readSettings} from '../../../components/core/settings';
import {postgres} from '../../../components/services/postgres';
import {redis} from '../../../components/services/redis';
import {dockerStack} from '../../../components/targets/docker';
import {type AuthorityArgs, StackAuthority} from '../../../components/targets/docker/authority';
import {KeptService} from '../../../components/targets/docker/kept';
import {network} from '../../../components/targets/docker/network';
import {DockerService} from '../../../components/targets/docker/service';
import {type Declared, declaredBy, secretText, withoutSecrets} from './declared';

const stack = {project: 'kailash', stack: 'test'};
const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const limits = {small: {memoryMiB: 128, cpus: 1}, medium: {memoryMiB: 256, cpus: 1}, large: {memoryMiB: 512, cpus: 2}};
const health = {interval: '2s', timeout: '5s', retries: 3, startPeriod: '10s', startTimeoutSeconds: 60};

const minimal = defineService({
  name: 'small',
  purpose: 'as little as there can be',
  image: {repository: 'docker.io/library/small', tag: '1', local: 'small'},
  ports: {},
  volumes: [],
  secrets: [],
  files: [],
  env: {},
  user: '5:6',
  roles: [],
  health: {command: ['CMD', 'true'], ...health},
  onChange: 'replace',
  limits,
  graceSeconds: 10,
  needs: [],
  settings: z.strictObject({}),
}) satisfies Definition;

const full = defineService({
  ...minimal,
  name: 'full',
  purpose: 'everything that there can be',
  ports: {http: 80, admin: 81},
  volumes: [
    {name: 'data', path: '/data'},
    {name: 'log', path: '/log'},
  ],
  tmpfs: {'/tmp': 'size=1m'},
  secrets: [{name: 'admin'}, {name: 'app', length: 40}],
  files: [{name: 'full.conf', text: 'admin={{secret.admin}} memory={{memoryMiB.0.5}} mode={{setting.mode}}'}],
  env: {
    MODE: {literal: 'on'},
    PASSWORD_FILE: {secretFile: 'admin'},
    SIZE: {template: '{{memoryMiB.0.25}}m'},
  },
  entrypoint: ['/entry'],
  command: ['serve', '--mode', '{{setting.mode}}'],
  tls: {certificate: 'a.crt', key: 'a.key', ca: 'ca.crt'},
  setup: {command: ['load', '{{setting.mode}}'], input: 'admin {{secret.admin}}'},
  onChange: 'setup',
  relax: {
    writableRoot: 'it writes',
    capabilities: {adds: ['CAP_SETUID', 'CAP_CHOWN'], reason: 'it starts as root'},
    exceptions: [{policy: 'require-read-only-root', reason: 'it writes', owner: 'ops', until: '2027-01-31'}],
  },
  shmMiB: 32,
  stopSignal: 'SIGINT',
}) satisfies Definition;

/** Declares one service on a network of its own. */
async function declare(
  definition: Definition,
  publish?: {internal: number; external: number}[],
  image = 'registry/image@sha256:1',
  limits: Limits = definition.limits.small,
  needed?: boolean,
) {
  const {resources} = await declaredBy(() => {
    const authority = new StackAuthority('authority', {stack: 'test'});
    const own = network(`${definition.name}-network`, {stack, service: definition.name, internal: true}, {});
    return new DockerService(definition.name, {
      stack,
      definition,
      limits,
      settings: {mode: 'fast'},
      image,
      imageExceptions: definition.image.exceptions,
      authority,
      dnsNames: ['db.example', '10.0.0.7'],
      generations: {},
      rotation: {maxAgeMs: 90 * 86_400_000, graceMs: 30 * 86_400_000},
      encryption: {off: 'a test'},
      networks: [own],
      publish,
      needed,
    });
  });
  return (name: string): Declared => {
    const found = [...resources.values()].find((r) => r.name === name && !r.type.startsWith('kailash:'));
    if (!found) throw new Error(`${name}: not declared`);
    return found;
  };
}

const owner = (service: string) => [
  {label: 'io.kailash.managed-by', value: 'kailash-platform'},
  {label: 'io.kailash.owner', value: 'platform-team'},
  {label: 'io.kailash.project', value: 'kailash'},
  {label: 'io.kailash.service', value: service},
  {label: 'io.kailash.stack', value: 'test'},
];

/** What every container has, whatever its definition says. */
const hardened = {
  securityOpts: ['no-new-privileges=true'],
  privileged: false,
  init: true,
  memory: 128,
  memorySwap: 128,
  cpus: '1.0',
  ulimits: [
    {name: 'nofile', soft: 16384, hard: 16384},
    {name: 'nproc', soft: 4096, hard: 4096},
  ],
  restart: 'unless-stopped',
  logDriver: 'json-file',
  logOpts: {'max-size': '10m', 'max-file': '3'},
  mustRun: true,
  wait: false,
};

describe('a minimal service', () => {
  test('is a hardened container without anything that it did not ask for', async () => {
    const find = await declare(minimal);
    const {labels, healthcheck, ...inputs} = find('small').inputs;
    expect(inputs).toEqual({
      ...hardened,
      name: 'kailash-test-small',
      hostname: 'small',
      user: '5:6',
      envs: [],
      capabilities: {drops: ['ALL']},
      readOnly: true,
      shmSize: 64,
      ports: [],
      volumes: [],
      networksAdvanced: [{name: 'kailash-test-small', aliases: ['small']}],
      image: 'sha256:small-image',
      stopTimeout: 10,
      destroyGraceSeconds: 10,
    });
    expect(labels).toEqual([
      ...owner('small'),
      {label: 'io.kailash.needs', value: ''},
      {label: 'io.kailash.purpose', value: 'as little as there can be'},
      {label: 'io.kailash.tls', value: 'off'},
      {label: 'io.kailash.revision', value: expect.stringMatching(/^[0-9a-f]{16}$/)},
    ]);
    expect(healthcheck).toMatchObject({tests: ['CMD', 'true'], interval: '2s', timeout: '5s', retries: 3});
  });

  test('is waited for until it is healthy only where others need it', async () => {
    const find = await declare(minimal, undefined, undefined, undefined, true);
    expect(find('small').inputs).toMatchObject({wait: true, waitTimeout: 60});
  });

  test('has no password, no certificate, no volume and no setup', async () => {
    const find = await declare(minimal);
    for (const name of ['small-certificate-key', 'small-data', 'small-setup', 'small-admin'])
      expect(() => find(name)).toThrow(`${name}: not declared`);
  });
});

describe('a service with everything', () => {
  test('is a container with all that its definition says', async () => {
    const find = await declare(full, [{internal: 80, external: 8080}]);
    const {labels, healthcheck, ...inputs} = find('full').inputs;
    expect(inputs).toEqual({
      ...hardened,
      name: 'kailash-test-full',
      hostname: 'full',
      user: '5:6',
      envs: ['MODE=on', 'PASSWORD_FILE=/run/secrets/admin', 'SIZE=32m'],
      entrypoints: ['/entry'],
      command: ['serve', '--mode', 'fast'],
      capabilities: {drops: ['ALL'], adds: ['CAP_CHOWN', 'CAP_SETUID']},
      readOnly: false,
      shmSize: 32,
      tmpfs: {'/tmp': 'size=1m'},
      ports: [{internal: 80, external: 8080, ip: '127.0.0.1', protocol: 'tcp'}],
      volumes: [
        {hostPath: '/run/kailash-platform/kailash-test/full/config', containerPath: '/run/config', readOnly: true},
        {hostPath: '/run/kailash-platform/kailash-test/full/secrets', containerPath: '/run/secrets', readOnly: true},
        {hostPath: '/run/kailash-platform/kailash-test/full/tls', containerPath: '/run/tls', readOnly: true},
        {volumeName: 'kailash-test-full-data', containerPath: '/data'},
        {volumeName: 'kailash-test-full-log', containerPath: '/log'},
      ],
      networksAdvanced: [{name: 'kailash-test-full', aliases: ['full']}],
      image: 'sha256:full-image',
      stopSignal: 'SIGINT',
      stopTimeout: 10,
      destroyGraceSeconds: 10,
    });
    expect(labels).toContainEqual({label: 'io.kailash.tls', value: '80,81'});
    expect(labels).toContainEqual({label: 'io.kailash.revision', value: boot});
    expect(labels).toContainEqual({
      label: 'io.kailash.policy-exception.require-read-only-root',
      value: 'reason=it writes; owner=ops; until=2027-01-31',
    });
  });

  test('takes its exceptions to the official image, and not to one that is built here', async () => {
    const exception = {policy: 'forbid-end-of-life-image', reason: 'it is old', owner: 'ops', until: '2027-01-31'};
    const old = {...full, image: {...full.image, exceptions: [exception]}};
    expect((await declare(old))('full-image').inputs.triggers).toEqual({
      'io.kailash.policy-exception.forbid-end-of-life-image': 'reason=it is old; owner=ops; until=2027-01-31',
    });
    const builtHere = await declare(old, undefined, 'kailash-platform/full:1');
    expect(builtHere('full-image').inputs).toEqual({name: 'kailash-platform/full:1', keepLocally: true});
  });

  test('may use as many processors as its size says, and no more than there are', async () => {
    const find = await declare(minimal, undefined, undefined, {memoryMiB: 128, cpus: 10_000});
    expect(find('small').inputs.cpus).toBe(`${cpus().length}.0`);
  });

  test('keeps its volumes and passwords whatever happens', async () => {
    const find = await declare(full);
    expect(find('full-data').opts).toMatchObject({protect: true, retainOnDelete: true});
    expect(find('full-log').opts).toMatchObject({protect: true, retainOnDelete: true});
    expect(find('full-admin')).toMatchObject({inputs: {length: 32, special: false}, opts: {protect: true}});
    expect(find('full-app')).toMatchObject({inputs: {length: 40, special: false}, opts: {protect: true}});
    expect(find('full').opts.protect).toBeFalsy();
  });

  test('gets its files through standard input, filled in', async () => {
    const find = await declare(full);
    const {inputs} = find('full-files');
    expect(JSON.parse(secretText(inputs.stdin))).toEqual({
      uid: 5,
      gid: 6,
      files: {
        'secrets/admin': 'password-of-full-admin',
        'config/full.conf': 'admin=password-of-full-admin memory=64 mode=fast',
        'tls/a.crt': 'certificate-of-full-certificate-certificate',
        'tls/a.key': 'pkcs8-of-full-certificate-key',
        'tls/ca.crt': 'certificate-of-authority-certificate',
      },
    });
    const as = (verb: string) =>
      `if [ "$(id -u)" = 0 ]; then exec host/deliver ${verb} kailash-test full; else exec sudo -n /usr/local/lib/kailash-platform/as-root deliver ${verb} kailash-test full; fi`;
    expect(inputs).toMatchObject({
      create: as('put'),
      delete: as('remove'),
      logging: 'stderr',
      addPreviousOutputInEnv: false,
    });
  });

  test('is set up inside its container, the secrets on standard input', async () => {
    const find = await declare(full);
    const {inputs, opts} = find('full-setup');
    expect(inputs).toMatchObject({
      create: 'host/set-up kailash-test-full 60 1 true load fast',
      triggers: ['full-id'],
      logging: 'none',
      addPreviousOutputInEnv: false,
    });
    expect(secretText(inputs.stdin)).toBe('admin password-of-full-admin');
    expect(opts.additionalSecretOutputs).toEqual(['stdout', 'stderr']);
  });

  test('has a certificate for its name, localhost and the names of the settings, for 90 days', async () => {
    const find = await declare(full);
    expect(find('full-certificate-key').inputs).toEqual({algorithm: 'ECDSA', ecdsaCurve: 'P256'});
    expect(withoutSecrets(find('full-certificate-request').inputs)).toEqual({
      privateKeyPem: '[secret]',
      subject: {commonName: 'full'},
      dnsNames: ['full', 'localhost', 'db.example'],
      ipAddresses: ['127.0.0.1', '::1', '10.0.0.7'],
    });
    expect(withoutSecrets(find('full-certificate-certificate').inputs)).toEqual({
      certRequestPem: 'request-of-full-certificate-request',
      caPrivateKeyPem: '[secret]',
      caCertPem: 'certificate-of-authority-certificate',
      validityPeriodHours: 2160,
      earlyRenewalHours: 720,
      allowedUses: ['digital_signature', 'key_encipherment', 'server_auth'],
      setSubjectKeyId: true,
    });
  });
});

describe('the CA', () => {
  const declared = async (args: Omit<AuthorityArgs, 'stack'>) => {
    const {resources, outputs} = await declaredBy(() => {
      const authority = new StackAuthority('authority', {stack: 'test', ...args});
      return {trusted: authority.certificatePem, sent: authority.issuer?.chainPem};
    });
    const [trusted, sent] = await Promise.all(
      [outputs.trusted, outputs.sent].map((text) => new Promise((resolve) => text?.apply(resolve))),
    );
    return {resources: [...resources.values()].filter(({type}) => type.startsWith('tls:')), trusted, sent};
  };
  const named = ({resources}: {resources: Declared[]}) => resources.map(({name}) => name).sort();

  test('is one at first, which nothing renews behind its clients', async () => {
    const first = await declared({});
    expect(named(first)).toEqual(['authority-certificate', 'authority-key']);
    expect(first).toMatchObject({trusted: 'certificate-of-authority-certificate', sent: ''});
    // A protected resource can't be replaced, so that a renewal by itself would end in an error.
    for (const {opts, inputs} of first.resources) {
      expect(opts.protect).toBe(true);
      expect(inputs).not.toHaveProperty('earlyRenewalHours');
    }
  });

  test('is trusted beside the one before while it is changed, which signs it too', async () => {
    const both = await declared({change: {generation: 3, overlap: true}});
    expect(named(both)).toEqual([
      ...['authority-certificate-2', 'authority-certificate-3', 'authority-cross', 'authority-cross-request'],
      ...['authority-key-2', 'authority-key-3'],
    ]);
    expect(both.trusted).toBe('certificate-of-authority-certificate-3certificate-of-authority-certificate-2');
    expect(both.sent).toBe('certificate-of-authority-cross');
    const input = (name: string) => both.resources.find((one) => one.name === name)?.inputs ?? {};
    expect(secretText(input('authority-cross').caPrivateKeyPem)).toBe('key-of-authority-key-2');
    expect(input('authority-cross')).toMatchObject({
      caCertPem: 'certificate-of-authority-certificate-2',
      isCaCertificate: true,
    });
    expect(input('authority-cross-request').subject).toEqual(input('authority-certificate-3').subject);
    expect(input('authority-certificate-2').subject).not.toEqual(input('authority-certificate-3').subject);
  });

  test('is alone again at the end of the change', async () => {
    const last = await declared({change: {generation: 3, overlap: false}});
    expect(named(last)).toEqual(['authority-certificate-3', 'authority-key-3']);
    expect(last).toMatchObject({trusted: 'certificate-of-authority-certificate-3', sent: ''});
  });
});

describe('a service that was turned off', () => {
  test.each([
    ['keeps its passwords', undefined, ['full-admin', 'full-app']],
    [
      'keeps the keys of its vaults too',
      {'full.log': 3},
      ['full-admin', 'full-app', 'full-data-key', 'full-log-key-2', 'full-log-key-3'],
    ],
  ])('%s, and nothing else', async (_, vaultGenerations, names) => {
    const build = async (make: () => unknown) =>
      [...(await declaredBy(make)).resources].filter(
        ([, {type}]) => type === 'random:index/randomPassword:RandomPassword',
      );
    const off = await build(() => new KeptService('full', {definition: full, generations: {}, vaultGenerations}));
    expect(off.map(([, {name}]) => name).sort()).toEqual(names);
    for (const [, {opts}] of off) expect(opts).toMatchObject({protect: true});
  });
});

describe('a stack of PostgreSQL and Redis', () => {
  let resources: Map<string, Declared>;
  let connections: Record<string, Record<string, Connection>>;
  let connectionsAreSecret: boolean;

  beforeAll(async () => {
    const settings = readSettings(
      {},
      {
        definitions: {postgres, redis},
        enabled: ['postgres', 'redis'],
        memoryMiB: 16_384,
        processors: 64,
        besidesMiB: {small: 0, medium: 0, large: 0},
        stack: 'test',
      },
    );
    const images = new Map(['postgres', 'redis', 'haproxy'].map((folder) => [folder, `kailash-platform/${folder}:1`]));
    const declared = await declaredBy(() => dockerStack({stack, settings, images}));
    resources = declared.resources;
    const {connections: output} = declared.outputs;
    connections = await new Promise((resolve) => output.apply(resolve));
    connectionsAreSecret = await pulumi.isSecret(output);
  });

  test('is these resources, each below its service', () => {
    const lines = [...resources.values()].map(
      ({type, name, parent}) => `${parent === '' ? '' : `${parent} / `}${type.split(':').at(-1)} ${name}`,
    );
    expect(lines.sort()).toMatchSnapshot();
  });

  test('holds no password and no key outside of what the engine encrypts', () => {
    for (const {type, name, inputs} of resources.values())
      expect(JSON.stringify(withoutSecrets(inputs)), `${type} ${name}`).not.toMatch(/(password|key|pkcs8)-of-/);
    expect(connectionsAreSecret).toBe(true);
  });

  test('publishes ports in its gateway only, on 127.0.0.1', () => {
    const containers = [...resources.values()].filter(({type}) => type === 'docker:index/container:Container');
    expect(Object.fromEntries(containers.map(({name, inputs}) => [name, inputs.ports]))).toEqual({
      postgres: [],
      redis: [],
      gateway: [
        {internal: 5432, external: 5432, ip: '127.0.0.1', protocol: 'tcp'},
        {internal: 6379, external: 6379, ip: '127.0.0.1', protocol: 'tcp'},
      ],
    });
  });

  test('has an internal network for each service, and one that can publish ports for the gateway only', () => {
    const networks = [...resources.values()].filter(({type}) => type === 'docker:index/network:Network');
    expect(Object.fromEntries(networks.map(({inputs}) => [inputs.name, inputs.internal]))).toEqual({
      'kailash-test-postgres': true,
      'kailash-test-redis': true,
      'kailash-test-gateway': false,
    });
    for (const {inputs} of networks)
      expect(inputs.options).toEqual(
        inputs.internal
          ? {'com.docker.network.bridge.inhibit_ipv4': 'true'}
          : {
              'com.docker.network.bridge.enable_icc': 'false',
              'com.docker.network.bridge.enable_ip_masquerade': 'false',
              'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
            },
      );
    const joined = (name: string) => {
      const found = resources.get(`docker:index/container:Container ${name}`)?.inputs.networksAdvanced;
      return (found as {name: string}[]).map((entry) => entry.name);
    };
    expect(joined('postgres')).toEqual(['kailash-test-postgres']);
    expect(joined('redis')).toEqual(['kailash-test-redis']);
    expect(joined('gateway')).toEqual(['kailash-test-gateway', 'kailash-test-postgres', 'kailash-test-redis']);
  });

  test('keeps its authority when it is taken down', () => {
    expect(resources.get('tls:index/privateKey:PrivateKey authority-key')?.opts.protect).toBe(true);
    expect(resources.get('tls:index/selfSignedCert:SelfSignedCert authority-certificate')?.opts.protect).toBe(true);
  });

  test('tells how each role reaches each service', () => {
    expect(Object.entries(connections).map(([service, roles]) => [service, Object.keys(roles)])).toEqual([
      ['postgres', ['app', 'readonly', 'monitor', 'backup']],
      ['redis', ['app', 'session', 'readonly', 'monitor', 'backup']],
    ]);
    expect(connections.postgres?.readonly).toMatchObject({
      service: 'postgres',
      role: 'readonly',
      host: 'localhost',
      port: 5432,
      username: 'readonly',
      password: 'password-of-postgres-readonly',
      database: 'kailash',
      ca: '/run/kailash-platform/kailash-test/ca.crt',
      uri: 'postgresql://readonly:password-of-postgres-readonly@localhost:5432/kailash?sslmode=verify-full&sslrootcert=/run/kailash-platform/kailash-test/ca.crt',
    });
  });
});
