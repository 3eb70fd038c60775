import {createHash} from 'node:crypto';
import {expect, describe as group, it} from 'vitest';
import {plainValue, resourcesIn, types} from '../../../../operations/deployment';
import {shownDrift} from '../../../../operations/drift';
import {networkDifferences, volumeDifferences} from '../../../../operations/drift/compare';
import type {Difference} from '../../../../operations/drift/difference';
import {deliveriesIn, fileDifferences, readListing} from '../../../../operations/drift/files';
import {planOf} from '../../../../operations/drift/fix';

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
  const container = 'urn:pulumi:dev::kailash::kailash:docker:Service$docker:index/container:Container::redis';
  const resources = resourcesIn({resources: [files, {urn: container, type: types.container, inputs: {}}]});
  const plan = (difference: Partial<Difference>) =>
    planOf(
      [{kind: 'container', name: 'kailash-dev-redis', what: 'env A', declared: '1', found: '2', ...difference}],
      resources,
    );
  const none = {replace: [], remove: [], deliver: [], refresh: false, left: []};

  it('replaces a container that differs', () => {
    expect(plan({urn: container})).toEqual({...none, replace: [container]});
  });
  it('lets Pulumi look first where the container is gone', () => {
    expect(plan({urn: container, what: 'container', found: '(none)'})).toEqual({...none, refresh: true});
  });
  it("removes what stands in the container's place", () => {
    expect(plan({urn: container, what: 'container', found: 'another (abc)'})).toEqual({
      ...none,
      refresh: true,
      remove: ['kailash-dev-redis'],
    });
  });
  it('removes a container that nobody declared', () => {
    expect(plan({name: 'stranger', what: 'container'})).toEqual({...none, remove: ['stranger']});
  });
  it('delivers a changed file again and replaces its reader', () => {
    expect(plan({kind: 'file', urn: files.urn})).toEqual({...none, deliver: [files.urn], replace: [container]});
  });
  it('never deletes data', () => {
    expect(plan({kind: 'volume', name: 'v', urn: 'u', what: 'driver'})).toEqual({
      ...none,
      left: [
        'volume v: not replaced, as that would delete its data; take a backup, ./platform down --delete-data, restore',
      ],
    });
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
