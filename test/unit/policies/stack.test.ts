import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {forbidForeignNetwork} from '../../../policies/forbid-foreign-network';
import {forbidPortCollision} from '../../../policies/forbid-port-collision';
import {forbidSecretValue} from '../../../policies/forbid-secret-value';
import {forbidSharedSecretFile} from '../../../policies/forbid-shared-secret-file';
import {forbidSharedWritableVolume} from '../../../policies/forbid-shared-writable-volume';
import {clear} from '../../../policies/ledger';
import {limitTotalMemory} from '../../../policies/limit-total-memory';
import {requireBucketVersioning} from '../../../policies/require-bucket-versioning';
import type {AnyRule} from '../../../policies/rule';
import {judgingDay} from './cases';
import {compliant, ownerLabels} from './fixtures';
import {type Declared, judgeStack, unknownText} from './harness';

beforeEach(() => {
  vi.useFakeTimers({now: judgingDay, toFake: ['Date']});
  clear();
});
afterEach(() => void vi.useRealTimers());

const container = (name: string, inputs: Record<string, unknown>): Declared => ({
  type: 'docker:index/container:Container',
  name,
  inputs: {image: 'x', ...inputs},
});
const network = (service: string): Declared => ({
  type: 'docker:index/network:Network',
  name: `${service}-network`,
  inputs: {name: `kp-${service}`, labels: ownerLabels(service)},
});
const password: Declared = {
  type: 'random:index/randomPassword:RandomPassword',
  name: 'db-password',
  inputs: {length: 32, result: 'hunter22hunter22', bcryptHash: '$2a$10$abcdefgh'},
};
const onNetworks = (...names: string[]) => ({networksAdvanced: names.map((name) => ({name}))});

/** What a rule says about a stack. */
const said = (rule: AnyRule, resources: readonly Declared[], parameters = {}) =>
  judgeStack(rule, resources, parameters).messages;

describe('forbid-foreign-network', () => {
  const both = [network('db'), network('cache')];
  it('objects to the network of a service that is not needed', () => {
    const stack = [...both, container('db', {labels: ownerLabels('db'), ...onNetworks('kp-db', 'kp-cache')})];
    expect(said(forbidForeignNetwork, stack)).toEqual([
      'container "db", networksAdvanced[1].name: is the network of "cache", got "kp-cache"; leave it, or add cache to the label io.kailash.needs',
    ]);
  });
  it('accepts a service that is needed, the gateway, and networks of other stacks', () => {
    const needs = ownerLabels('web', {'io.kailash.needs': 'db, cache'});
    const stack = [
      ...both,
      container('web', {labels: needs, ...onNetworks('kp-cache', 'kp-db', 'kp-web', 'other')}),
      container('gateway', {labels: ownerLabels('gateway'), ...onNetworks('kp-cache', 'kp-db')}),
      container('stranger', onNetworks('other')),
      container('alone', {labels: ownerLabels('db')}),
    ];
    expect(said(forbidForeignNetwork, stack)).toEqual([]);
  });
  it('objects to a network that is joined by its id, or as the mode', () => {
    const known = {...network('cache'), inputs: {...network('cache').inputs, id: 'c0ffee'}};
    const stack = [
      known,
      container('by-id', {labels: ownerLabels('db'), ...onNetworks('c0ffee')}),
      container('by-mode', {labels: ownerLabels('db'), networkMode: 'kp-cache'}),
      container('on-bridge', {labels: ownerLabels('db'), networkMode: 'bridge'}),
    ];
    expect(said(forbidForeignNetwork, stack)).toEqual([
      'container "by-id", networksAdvanced[0].name: is the network of "cache", got "c0ffee"; leave it, or add cache to the label io.kailash.needs',
      'container "by-mode", networkMode: is the network of "cache", got "kp-cache"; leave it, or add cache to the label io.kailash.needs',
    ]);
  });
  it('objects to a swarm service on the network of another', () => {
    const joining = (name: string, service: string) => ({
      type: 'docker:index/service:Service',
      name,
      inputs: {labels: ownerLabels(service), taskSpec: {networksAdvanceds: [{name: 'kp-cache'}]}},
    });
    expect(said(forbidForeignNetwork, [...both, joining('s', 'db'), joining('own', 'cache')])).toEqual([
      'swarm service "s", taskSpec.networksAdvanceds[0].name: is the network of "cache", got "kp-cache"; leave it, or add cache to the label io.kailash.needs',
    ]);
  });
  it('objects to a container of nobody on the network of a service', () => {
    expect(said(forbidForeignNetwork, [...both, container('stranger', onNetworks('kp-cache'))])).toEqual([
      'container "stranger", networksAdvanced[0].name: is the network of "cache", got "kp-cache"; leave it, or say whose the container is in the label io.kailash.service',
    ]);
  });
  it('objects to a service on a network of nobody, which may have a way out', () => {
    const nobody = {type: 'docker:index/network:Network', name: 'nobody', inputs: {name: 'kp-nobody'}};
    const stack = [
      nobody,
      container('db', {labels: ownerLabels('db'), ...onNetworks('kp-nobody')}),
      container('gateway', {labels: ownerLabels('gateway'), ...onNetworks('kp-nobody')}),
      container('stranger', onNetworks('kp-nobody')),
    ];
    expect(said(forbidForeignNetwork, stack)).toEqual([
      'container "db", networksAdvanced[0].name: is the network of no service, got "kp-nobody"; leave it, or say whose it is in its label io.kailash.service',
    ]);
  });
  it('knows other gateways', () => {
    const stack = [...both, container('edge', {labels: ownerLabels('edge'), ...onNetworks('kp-db')})];
    expect(said(forbidForeignNetwork, stack)).toHaveLength(1);
    expect(said(forbidForeignNetwork, stack, {gateways: ['edge']})).toEqual([]);
  });
  it('says that it cannot tell while a network is unknown, and what it knows all the same', () => {
    const bad = container('db', {labels: ownerLabels('db'), ...onNetworks(unknownText, 'kp-cache')});
    expect(judgeStack(forbidForeignNetwork, [...both, bad])).toEqual({
      isUnknown: true,
      messages: [expect.stringContaining('is the network of "cache"')],
    });
  });
  it('says that it cannot tell while the label of a service is unknown, but heeds no other label', () => {
    const labels = [...ownerLabels('db'), {label: 'revision', value: unknownText}];
    const own = {...network('db'), inputs: {name: 'kp-db', labels}};
    const db = container('db', {labels, ...onNetworks('kp-db')});
    expect(judgeStack(forbidForeignNetwork, [own, db])).toEqual({isUnknown: false, messages: []});
    const unnamed = container('unnamed', {labels: ownerLabels(unknownText), ...onNetworks('kp-db')});
    expect(judgeStack(forbidForeignNetwork, [own, unnamed])).toEqual({isUnknown: true, messages: []});
    const closed = container('closed', {labels: unknownText, ...onNetworks('kp-db')});
    expect(judgeStack(forbidForeignNetwork, [own, closed])).toEqual({isUnknown: true, messages: []});
    const hidden = {...network('x'), inputs: {name: 'kp-x', labels: ownerLabels(unknownText)}};
    const bad = container('bad', {labels: ownerLabels('cache'), ...onNetworks('kp-db')});
    expect(judgeStack(forbidForeignNetwork, [hidden, own, bad])).toEqual({
      isUnknown: true,
      messages: [expect.stringContaining('is the network of "db"')],
    });
  });
  it('passes over networks without a name', () => {
    const bare = {type: 'docker:index/network:Network', name: 'bare', inputs: {labels: ownerLabels('cache')}};
    expect(said(forbidForeignNetwork, [bare, container('db', {labels: ownerLabels('db')})])).toEqual([]);
  });
});

describe('require-bucket-versioning', () => {
  const bucket = (name: string, more: object = {}): Declared => ({
    type: 'aws:s3/bucket:Bucket',
    name,
    inputs: {bucket: `kp-${name}`, ...more},
  });
  const versioning = (of: unknown, type = 'aws:s3/bucketVersioning:BucketVersioning'): Declared => ({
    type,
    name: 'versioning',
    inputs: {bucket: of, versioningConfiguration: {status: 'Enabled'}},
  });
  it('objects to a bucket that nothing says of that it keeps versions', () => {
    const bare = {type: 'aws:s3/bucketV2:BucketV2', name: 'bare', inputs: {}};
    const stack = [
      bucket('data'),
      bucket('off', {versioning: {enabled: false}}),
      bare,
      versioning('other'),
      versioning(undefined),
    ];
    expect(said(requireBucketVersioning, stack)).toEqual(
      ['aws:s3/bucket:Bucket "data"', 'aws:s3/bucket:Bucket "off"', 'aws:s3/bucketV2:BucketV2 "bare"'].map(
        (where) => `${where}, bucket: nothing says that it keeps versions; declare an aws.s3.BucketVersioning for it`,
      ),
    );
  });
  it('accepts one that has a resource for it, by name or id, or says so by itself', () => {
    const stack = [
      ...[bucket('a'), versioning('kp-a'), bucket('b', {id: 'b-id'})],
      ...[versioning('b-id', 'aws:s3/bucketVersioningV2:BucketVersioningV2'), container('c', {})],
      ...[bucket('d', {versioning: {enabled: true}}), bucket('e', {versionings: [{enabled: true}]})],
    ];
    expect(said(requireBucketVersioning, stack)).toEqual([]);
  });
  it('says that it cannot tell while a bucket is unknown', () => {
    expect(judgeStack(requireBucketVersioning, [bucket('a'), versioning(unknownText)])).toEqual({
      isUnknown: true,
      messages: [],
    });
  });
});

describe('forbid-port-collision', () => {
  const on = (name: string, ...ports: object[]) => container(name, {ports});
  it('objects to the second container on a port, whatever order the engine has', () => {
    const stack = [
      on('a', {internal: 1, external: 5432, ip: '127.0.0.1'}),
      on('b', {internal: 2, external: 5432, ip: '127.0.0.1'}),
    ];
    for (const order of [stack, stack.toReversed()]) {
      expect(said(forbidPortCollision, order)).toEqual([
        'container "b", ports[0].external: is published by "a" too, got 5432; use another port',
      ]);
    }
  });
  it.each([
    ['every interface after one', {ip: '127.0.0.1'}, {ip: '0.0.0.0'}, 1],
    ['one after every interface', {}, {ip: '127.0.0.1'}, 1],
    ['the same address in another spelling', {ip: '127.0.0.1'}, {ip: '::ffff:127.0.0.1'}, 1],
    ['the same protocol, said and left out', {ip: '::1', protocol: 'tcp'}, {ip: '0:0::1'}, 1],
    ['another address', {ip: '127.0.0.1'}, {ip: '127.0.0.2'}, 0],
    ['another protocol', {protocol: 'tcp'}, {protocol: 'udp'}, 0],
  ])('of two containers with %s finds %s and %s', (_, first, second, count) => {
    const stack = [on('a', {internal: 1, external: 5432, ...first}), on('b', {internal: 2, external: 5432, ...second})];
    expect(said(forbidPortCollision, stack)).toHaveLength(count);
  });
  it('accepts other ports, ports that the engine chooses, and two ports of one container', () => {
    const stack = [
      on('a', {internal: 1, external: 1, ip: '::1'}, {internal: 2}, {internal: 3, external: 1, ip: '::1'}),
      on('b', {internal: 1, external: 2, ip: '::1'}, {internal: 2}),
    ];
    expect(said(forbidPortCollision, stack)).toEqual([]);
  });
});

describe('forbid-shared-secret-file', () => {
  const mounting = (name: string, service: string, ...volumes: object[]) =>
    container(name, {labels: ownerLabels(service), volumes});
  const secrets = (hostPath: string) => ({hostPath, containerPath: '/run/secrets', readOnly: true});
  it('objects to the second service', () => {
    const stack = [mounting('db', 'db', secrets('/run/k/db')), mounting('cache', 'cache', secrets('/run/k/db'))];
    expect(said(forbidSharedSecretFile, stack)).toEqual([
      'container "db", volumes[0]: is a secret of "cache" too, got "/run/k/db"; mount secrets of its own',
    ]);
  });
  it('knows a secret by its folder on the host, by its folder in the container, and in both spellings of a mount', () => {
    const elsewhere = {hostPath: '/srv/db/secrets/key', containerPath: '/etc/key', readOnly: true};
    const mount = {type: 'bind', source: '/srv/db/secrets/key', target: '/x', readOnly: true};
    const stack = [
      mounting('db', 'db', elsewhere),
      container('cache', {labels: ownerLabels('cache'), mounts: [mount]}),
      container('nobody', {mounts: [{type: 'volume', source: '/srv/db/secrets/key', target: '/run/secrets'}]}),
    ];
    expect(said(forbidSharedSecretFile, stack)).toHaveLength(2);
  });
  it('objects to the one that came second, not to others of the first', () => {
    const stack = ['a', 'b', 'c'].map((name) => mounting(name, name === 'b' ? 'b' : 'a', secrets('/run/k/db')));
    expect(said(forbidSharedSecretFile, stack)).toEqual([expect.stringContaining('container "b"')]);
  });
  it('knows another spelling of a path, and a secret that is mounted elsewhere', () => {
    const spelt = {hostPath: '/run//k/db/', containerPath: '/x', readOnly: true};
    expect(said(forbidSharedSecretFile, [mounting('a', 'a', secrets('/run/k/db')), mounting('b', 'b', spelt)])).toEqual(
      ['container "b", volumes[0]: is a secret of "a" too, got "/run/k/db"; mount secrets of its own'],
    );
    expect(said(forbidSharedSecretFile, [mounting('a', 'a', spelt), mounting('b', 'b', secrets('/run/k/db'))])).toEqual(
      ['container "b", volumes[0]: is a secret of "a" too, got "/run/k/db"; mount secrets of its own'],
    );
  });
  it('knows a folder that holds the secrets of another, whoever comes first', () => {
    const whole = (name: string, ...more: object[]) =>
      mounting(name, name, {hostPath: '/run', containerPath: '/host'}, ...more);
    const own = (name: string) => mounting(name, name, secrets(`/run/k/${name}`));
    expect(said(forbidSharedSecretFile, [own('a'), whole('b')])).toEqual([
      'container "b", volumes[0]: is a secret of "a" too, got "/run"; mount secrets of its own',
    ]);
    expect(said(forbidSharedSecretFile, [whole('a'), own('b')])).toEqual([
      'container "b", volumes[0]: is a secret of "a" too, got "/run/k/b"; mount secrets of its own',
    ]);
    expect(
      said(forbidSharedSecretFile, [whole('a', secrets('/run/k/a')), mounting('b', 'b', secrets('/srv/b'))]),
    ).toEqual([]);
    const files = {hostPath: '/run/k/db.conf', containerPath: '/etc/db.conf'};
    expect(said(forbidSharedSecretFile, [mounting('a', 'a', files), mounting('b', 'b', files), whole('c')])).toEqual(
      [],
    );
  });
  it('objects to swarm services that are given the same secret', () => {
    const given = (name: string, service: string, secretId: string): Declared => ({
      type: 'docker:index/service:Service',
      name,
      inputs: {labels: ownerLabels(service), taskSpec: {containerSpec: {secrets: [{secretId, fileName: 'x'}]}}},
    });
    const stack = [given('a', 'a', 'one'), given('a2', 'a', 'one'), given('b', 'b', 'one'), given('c', 'c', 'two')];
    expect(said(forbidSharedSecretFile, stack)).toEqual([
      'swarm service "b", taskSpec.containerSpec.secrets[0].secretId: is a secret of "a" too, got "one"; mount secrets of its own',
    ]);
  });
  it('objects to taking over all that a container of another service mounts', () => {
    const db = container('db', {
      ...{name: 'kp-db', id: 'c0ffee', labels: ownerLabels('db'), volumes: [secrets('/run/k/db')]},
    });
    const web = container('web', {name: 'kp-web', labels: ownerLabels('web'), volumes: [{volumeName: 'web'}]});
    const heir = (name: string, service: string, fromContainer: string) =>
      mounting(name, service, {fromContainer, readOnly: true});
    const stack = [
      ...[db, web, heir('by-name', 'web', 'kp-db'), heir('by-id', 'web', 'c0ffee'), heir('own', 'db', 'kp-db')],
      ...[heir('harmless', 'cache', 'kp-web'), heir('stranger', 'cache', 'other')],
    ];
    expect(said(forbidSharedSecretFile, stack)).toEqual([
      'container "by-id", volumes[0].fromContainer: takes over the secrets of "db", got "c0ffee"; mount what it needs by itself',
      'container "by-name", volumes[0].fromContainer: takes over the secrets of "db", got "kp-db"; mount what it needs by itself',
    ]);
  });
  it('says that it cannot tell while a secret is unknown, and what it knows all the same', () => {
    const stack = [
      mounting('a', 'a', secrets('/run/k/db')),
      mounting('b', 'b', secrets(unknownText), secrets('/run/k/db')),
    ];
    expect(judgeStack(forbidSharedSecretFile, stack)).toEqual({
      isUnknown: true,
      messages: [expect.stringContaining('is a secret of "a" too')],
    });
  });
  it('accepts two containers of one service, and shared files that are no secrets', () => {
    const ca = {hostPath: '/srv/ca.crt', containerPath: '/run/tls/ca.crt', readOnly: true};
    const stack = [
      mounting('db', 'db', secrets('/run/k/db'), ca),
      mounting('db-replica', 'db', secrets('/run/k/db'), ca),
      mounting('cache', 'cache', secrets('/run/k/cache'), ca),
    ];
    expect(said(forbidSharedSecretFile, stack)).toEqual([]);
  });
});

describe('forbid-shared-writable-volume', () => {
  const writing = (name: string, volumeName: string, readOnly?: boolean) =>
    container(name, {volumes: [{volumeName, containerPath: '/data', readOnly}]});
  it('objects to the second container that may write', () => {
    expect(said(forbidSharedWritableVolume, [writing('a', 'data'), writing('b', 'data')])).toEqual([
      'container "b", volumes[0]: is writable in "a" too, got "data"; use another volume, or mount it readOnly',
    ]);
  });
  it('knows both spellings, and leaves folders of the host alone', () => {
    const mounting = (name: string, type: string) => container(name, {mounts: [{type, source: '/data', target: '/x'}]});
    expect(said(forbidSharedWritableVolume, [mounting('a', 'volume'), mounting('b', 'volume')])).toHaveLength(1);
    expect(said(forbidSharedWritableVolume, [mounting('a', 'bind'), mounting('b', 'bind')])).toEqual([]);
  });
  it('accepts a reader, two mounts of one container, host paths, and volumes that a reviewer allows', () => {
    const twice = container('c', {
      mounts: ['/a', '/b'].map((target) => ({type: 'volume', source: 'own', target})),
      volumes: [{hostPath: 'data', containerPath: '/x'}],
    });
    expect(said(forbidSharedWritableVolume, [writing('a', 'data'), writing('b', 'data', true), twice])).toEqual([]);
    const stack = [writing('a', 'data'), writing('b', 'data')];
    expect(said(forbidSharedWritableVolume, stack, {allowed: ['data']})).toEqual([]);
  });
});

describe('limit-total-memory', () => {
  const stack = [
    container('a', {memory: 512}),
    container('b', {memory: 512}),
    container('c', {memory: 512}),
    container('d', {}),
  ];
  it('objects to the container that goes over the limit, once', () => {
    expect(said(limitTotalMemory, stack, {memoryMiB: 1000})).toEqual([
      'container "b", memory: with it the limits add up to 1024 MiB, more than 1000 MiB, got 512; lower the limits',
    ]);
    expect(said(limitTotalMemory, stack, {memoryMiB: 1535})).toHaveLength(1);
    expect(said(limitTotalMemory, stack, {memoryMiB: 1024})).toHaveLength(1);
  });
  it('accepts the limit itself, and anything without a limit', () => {
    expect(said(limitTotalMemory, stack, {memoryMiB: 1536})).toEqual([]);
    expect(said(limitTotalMemory, stack)).toEqual([]);
  });
});

describe('forbid-secret-value', () => {
  const leaky = (type: string, inputs: Record<string, unknown>): Declared => ({type, name: 'leak', inputs});
  it.each([
    [
      'environment',
      'docker:index/container:Container',
      {envs: ['A=1', 'URL=x:hunter22hunter22@y']},
      'container "leak", envs[1]',
    ],
    ['command', 'docker:index/container:Container', {command: ['hunter22hunter22']}, 'container "leak", command[0]'],
    [
      'health check',
      'docker:index/container:Container',
      {healthcheck: {tests: ['x', 'hunter22hunter22']}},
      'container "leak", healthcheck.tests[1]',
    ],
    [
      'label',
      'docker:index/network:Network',
      {labels: [{label: 'x', value: 'hunter22hunter22'}]},
      'network "leak", labels[0].value',
    ],
    [
      'upload',
      'docker:index/container:Container',
      {uploads: [{content: 'hunter22hunter22'}]},
      'container "leak", uploads[0].content',
    ],
    [
      'swarm service',
      'docker:index/service:Service',
      {taskSpec: {containerSpec: {env: {A: 'hunter22hunter22'}}}},
      'swarm service "leak", taskSpec.containerSpec.env.A',
    ],
    ['command line of Pulumi', 'command:local:Command', {create: 'echo hunter22hunter22'}, 'command "leak", create'],
    [
      'encoded upload',
      'docker:index/container:Container',
      {uploads: [{content: '', contentBase64: Buffer.from('a: hunter22hunter22').toString('base64')}]},
      'container "leak", uploads[0].contentBase64',
    ],
    [
      'swarm config',
      'docker:index/serviceConfig:ServiceConfig',
      {data: Buffer.from('x hunter22hunter22').toString('base64')},
      'swarm config "leak", data',
    ],
    [
      'header in Base64',
      'docker:index/container:Container',
      {envs: [`A=${Buffer.from('hunter22hunter22').toString('base64')}`]},
      'container "leak", envs[0]',
    ],
    [
      'build argument',
      'docker:index/image:Image',
      {build: {args: {A: 'hunter22hunter22'}}},
      'built image "leak", build.args.A',
    ],
    [
      'build of a pulled image',
      'docker:index/remoteImage:RemoteImage',
      {build: {buildArgs: {A: 'hunter22hunter22'}}},
      'image "leak", build.buildArgs.A',
    ],
    ['hash', 'docker:index/volume:Volume', {driverOpts: {o: '$2a$10$abcdefgh'}}, 'volume "leak", driverOpts.o'],
  ])('finds a generated password in the %s', (_, type, inputs, where) => {
    expect(said(forbidSecretValue, [password, leaky(type, inputs)])).toEqual([
      `${where}: holds the secret "db-password"; hand it over as a file`,
    ]);
  });
  it('finds one that is written for a URL', () => {
    const strange = {...password, inputs: {result: 'p@ss/w?rd#1'}};
    const leak = leaky('docker:index/container:Container', {envs: ['A=x://u:p%40ss%2Fw%3Frd%231@h']});
    expect(said(forbidSecretValue, [strange, leak])).toHaveLength(1);
  });
  it('accepts the standard input of a command, other texts, and secrets too short to tell', () => {
    const short = {type: 'random:index/randomBytes:RandomBytes', name: 'short', inputs: {hex: 'abcdefg', length: 3}};
    const stack = [
      password,
      short,
      leaky('command:local:Command', {stdin: 'hunter22hunter22', create: 'cat'}),
      leaky('docker:index/container:Container', {envs: ['A=abcdefg'], image: 'hunter22hunter22'}),
      leaky('kailash:docker:Service', {envs: ['hunter22hunter22']}),
    ];
    expect(said(forbidSecretValue, stack)).toEqual([]);
  });
  it('takes eight characters for enough, and knows keys', () => {
    const bytes = {
      type: 'random:index/randomBytes:RandomBytes',
      name: 'bytes',
      inputs: {hex: 'abcdefgh', base64: unknownText},
    };
    const key = {type: 'tls:index/privateKey:PrivateKey', name: 'key', inputs: {privateKeyPem: '-----BEGIN X-----'}};
    const leak = leaky('docker:index/container:Container', {
      envs: ['A=abcdefgh', unknownText],
      command: ['-----BEGIN X-----', 3],
    });
    expect(said(forbidSecretValue, [bytes, key, leak])).toHaveLength(2);
  });
  it('is silent about what nobody knows yet, since the update judges it', () => {
    const planned = {...password, inputs: {length: 32, result: unknownText}};
    expect(
      judgeStack(forbidSecretValue, [planned, leaky('docker:index/container:Container', {envs: ['A=1']})]),
    ).toEqual({
      messages: [],
      isUnknown: false,
    });
  });
});

describe('A rule about the stack', () => {
  it('says nothing about resources that follow all rules', () => {
    const stack = Object.entries(compliant).map(([name, fixture]) => ({name, ...fixture}));
    const all = [forbidForeignNetwork, forbidPortCollision, forbidSecretValue, forbidSharedSecretFile];
    for (const rule of [...all, forbidSharedWritableVolume, limitTotalMemory]) expect(said(rule, stack)).toEqual([]);
  });
});
