import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, describe as group, it} from 'vitest';
import {UserError} from '../../../../components/core/errors';
import {type Deployed, plainValue, resourcesIn, types} from '../../../../operations/deployment';
import {shownDrift} from '../../../../operations/drift';
import {driftOf, networkDifferences, volumeDifferences} from '../../../../operations/drift/compare';
import type {Difference} from '../../../../operations/drift/difference';
import {deliveriesIn, fileDifferences, readListing} from '../../../../operations/drift/files';
import {fix, planOf} from '../../../../operations/drift/fix';
import type {Session} from '../../../../operations/session';
import {asDeclared, declared, image} from './fixtures';

const labels = [
  {label: 'io.kailash.stack', value: 'dev'},
  {label: 'io.kailash.encryption', value: 'off'},
];

group('plainValue', () => {
  it('shows secrets as they are and leaves out what Pulumi adds', () => {
    const secret = {'4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', plaintext: '"word"'};
    expect(plainValue({__defaults: [], a: [{secret}], b: 1})).toEqual({a: [{secret: 'word'}], b: 1});
  });
});

group('networks and volumes', () => {
  const network = {
    Id: 'n',
    Driver: 'bridge',
    Internal: true,
    Attachable: false,
    Options: {},
    Labels: {'io.kailash.stack': 'dev', 'io.kailash.encryption': 'off'},
  };
  it('finds a network that has a way out', () => {
    const inputs = {driver: 'bridge', internal: true, attachable: false, labels};
    expect(networkDifferences(inputs, network)).toEqual([]);
    expect(networkDifferences(inputs, {...network, Internal: false})).toEqual([
      {what: 'internal', declared: 'on', found: 'off'},
    ]);
  });

  it('finds a volume that was made again by hand by its missing labels', () => {
    const inputs = {driver: 'local', labels};
    expect(volumeDifferences(inputs, {Driver: 'local', Options: null, Labels: {'io.kailash.stack': 'dev'}})).toEqual(
      [],
    );
    expect(volumeDifferences(inputs, {Driver: 'local', Options: null, Labels: null})).toEqual([
      {what: 'label io.kailash.stack', declared: 'dev', found: '(none)'},
    ]);
  });
});

const files = {
  urn: 'urn:pulumi:dev::kailash::kailash:docker:Service$command:local:Command::redis-files',
  type: types.command,
  inputs: {
    create: 'if [ "$(id -u)" = 0 ]; then exec host/deliver put kailash-dev redis; else exec sudo -n; fi',
    stdin: JSON.stringify({files: {'config/redis.conf': 'port 0\n'}, uid: 999, gid: 998}),
  },
};
const hash = createHash('sha256').update('port 0\n').digest('hex');
const folder = '/run/kailash-platform/kailash-dev/redis';

group('files', () => {
  const [delivery] = deliveriesIn(resourcesIn({resources: [files]}));
  if (!delivery) throw new Error('no delivery');

  it('knows from the state what was delivered', () => {
    expect(delivery).toMatchObject({
      urn: files.urn,
      folder,
      files: {'config/redis.conf': `mode 400, owner 999:998, sha256 ${hash.slice(0, 12)}`},
    });
  });

  it('finds a changed, a readable and a strange file', () => {
    const there = (text: string) => fileDifferences(delivery, readListing(text, folder));
    expect(there(`400 999:998 ${hash}  ${folder}/config/redis.conf\n`)).toEqual([]);
    expect(
      there(`444 999:998 ${hash}  ${folder}/config/redis.conf\n400 0:0 ${'0'.repeat(64)}  ${folder}/tls/x\n`).map(
        ({name, declared, found}) => [name, declared, found],
      ),
    ).toEqual([
      [
        `${folder}/config/redis.conf`,
        `mode 400, owner 999:998, sha256 ${hash.slice(0, 12)}`,
        `mode 444, owner 999:998, sha256 ${hash.slice(0, 12)}`,
      ],
      [`${folder}/tls/x`, '(none)', 'mode 400, owner 0:0, sha256 000000000000'],
    ]);
  });
});

group('planOf', () => {
  const urn = 'urn:pulumi:dev::kailash::kailash:docker:Service$docker:index/container:Container::redis';
  const inputs = {name: 'kailash-dev-redis', networksAdvanced: [{name: 'kailash-dev-redis'}]};
  const resources = resourcesIn({resources: [files, {urn, type: types.container, inputs}]});
  const plan = (difference: Partial<Difference>) =>
    planOf(
      [{kind: 'container', name: 'kailash-dev-redis', what: 'env A', declared: '1', found: '2', urn, ...difference}],
      resources,
    );
  const none = {containers: [], networks: [], deliver: [], left: []};
  const container = {...none, containers: ['kailash-dev-redis']};

  it('takes a container away that differs', () => {
    expect(plan({})).toEqual(container);
  });
  it('takes nothing away where the container is gone', () => {
    expect(plan({what: 'container', found: '(none)'})).toEqual(none);
  });
  it("takes away what stands in the container's place", () => {
    expect(plan({what: 'container', found: 'another (abc)'})).toEqual(container);
  });
  it('takes a container away that nobody declared', () => {
    expect(plan({name: 'stranger', what: 'container', urn: undefined})).toEqual({...none, containers: ['stranger']});
  });
  it('takes a network away with the containers that are on it', () => {
    expect(plan({kind: 'network', what: 'internal'})).toEqual({...container, networks: ['kailash-dev-redis']});
  });
  it('delivers a changed file again, and takes its reader away', () => {
    expect(plan({kind: 'file', urn: files.urn})).toEqual({...container, deliver: [files.urn]});
  });
  it('never deletes data', () => {
    expect(plan({kind: 'volume', name: 'v', what: 'driver'})).toEqual({
      ...none,
      left: [
        'volume v: not replaced, as that would delete its data; copy the data elsewhere, then ./platform down --delete-data and ./platform up',
      ],
    });
  });
  it('says that the data of a volume that is gone is gone', () => {
    expect(plan({kind: 'volume', name: 'v', what: 'volume', found: '(none)'})).toEqual({
      ...none,
      left: ['volume v: made again, but empty; its data has to come from a backup of yours'],
    });
  });
});

group('with an engine', () => {
  let folder = '';
  const path = process.env.PATH;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kailash-drift-'));
    process.env.PATH = `${folder}:${path}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, {recursive: true, force: true});
  });
  /** Stands in for `docker`: answers with what a shell makes of its words, and writes them down. */
  const docker = (body: string) =>
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho "$@" >> ${folder}/words\n${body}\n`, {mode: 0o755});

  const session = {name: {project: 'kailash', stack: 'dev'}} as Session;

  it('takes nothing away while somebody else is on a network that has to go', async () => {
    docker('echo kailash-dev-redis; echo shop');
    const plan = {containers: ['kailash-dev-redis'], networks: ['kailash-dev-redis'], deliver: [], left: []};
    await expect(fix(session, plan, [], () => undefined)).rejects.toThrow(
      new UserError(
        'network kailash-dev-redis: has to be made again, and is used by shop; take it off (docker network disconnect kailash-dev-redis shop), then again, and connect it afterwards',
      ),
    );
    expect(readFileSync(join(folder, 'words'), 'utf8')).toMatch(/^network inspect .* kailash-dev-redis\n$/);
  });

  it('says of a container in the place of ours what is otherwise in it', async () => {
    const there = {...asDeclared, HostConfig: {...asDeclared.HostConfig, ReadonlyRootfs: false}};
    const env = [...(there.Config.Env ?? []), 'DEBUG=1'];
    writeFileSync(join(folder, 'container.json'), JSON.stringify([{...there, Config: {...there.Config, Env: env}}]));
    writeFileSync(join(folder, 'image.json'), JSON.stringify([image]));
    docker(`case "$1 $2" in *" inspect") cat ${folder}/$1.json ;; esac`);
    const resources: Deployed[] = [
      {urn: 'u', type: types.container, id: 'bb', inputs: {...declared, name: 'kailash-dev-redis'}, outputs: {}},
    ];
    const {differences} = await driftOf(session, resources);
    expect(differences.map((d) => [d.what, d.declared, d.found])).toEqual([
      ['container', 'made by Pulumi (bb)', 'another (aa)'],
      ['env DEBUG', '(none)', '1'],
      ['read-only root', 'on', 'off'],
    ]);
  });

  it('says it where the engine does not answer', async () => {
    docker('echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1');
    const resources: Deployed[] = [{urn: 'u', type: types.volume, inputs: {name: 'v'}, outputs: {}}];
    await expect(driftOf(session, resources)).rejects.toThrow(
      /^engine: does not answer, got "Cannot connect .*"; start it \(\.\/platform install\) or set DOCKER_HOST$/,
    );
  });
});

group('shownDrift', () => {
  it('says what was compared when nothing differs', () => {
    expect(shownDrift({differences: [], compared: 11, notes: ['/run/x: not compared']}, 'dev')).toBe(
      '/run/x: not compared\nstack dev: as declared; 11 containers, networks, volumes and folders compared',
    );
  });
  it('shows declared against found', () => {
    const differences: Difference[] = [
      {kind: 'container', name: 'kailash-dev-redis', what: 'read-only root', declared: 'on', found: 'off', urn: 'u'},
    ];
    expect(shownDrift({differences, compared: 11, notes: []}, 'dev')).toBe(
      [
        'where                        what            declared  found',
        'container kailash-dev-redis  read-only root  on        off',
        '',
        'stack dev: 1 difference',
      ].join('\n'),
    );
  });
});
