import {expect, test} from 'vitest';
import {vaultNames} from '../../../operations/plain-volumes';
import {keyAdvice, vaultsIn} from '../../../operations/vaults';

const vaultUrn = 'urn:pulumi:dev::kailash::kailash:docker:Service$kailash:docker:EncryptedVolume::store-data';
const password = 'random:index/randomPassword:RandomPassword';

test('the vaults of a stack are read from its state, each with its own key', () => {
  const resources = [
    {urn: vaultUrn, type: 'kailash:docker:EncryptedVolume', outputs: {vault: 'kailash-dev-store-data'}},
    {urn: 'a', type: password, outputs: {result: {plaintext: '"of a service"'}}},
    {urn: 'b', type: password, parent: vaultUrn, outputs: {result: {plaintext: '"of the vault"'}}},
    {urn: 'c', type: 'docker:index/volume:Volume', parent: vaultUrn, outputs: {name: 'kailash-dev-store-data'}},
  ];
  expect(vaultsIn({resources})).toEqual([{name: 'kailash-dev-store-data', key: 'of the vault'}]);
});

test('of several keys of a vault the newest counts, and the one before is known', () => {
  const key = (generation: string, text: string) => ({
    urn: `${vaultUrn}-key${generation}`,
    type: password,
    parent: vaultUrn,
    outputs: {result: {plaintext: JSON.stringify(text)}},
  });
  const vault = {urn: vaultUrn, type: 'kailash:docker:EncryptedVolume', outputs: {vault: 'v'}};
  expect(vaultsIn({resources: [vault, key('-9', 'old'), key('-10', 'new')]})).toEqual([
    {name: 'v', key: 'new', previous: 'old'},
  ]);
});

test('a vault whose creation was cut off before it had a key is not one', () => {
  expect(vaultsIn({resources: [{urn: vaultUrn, type: 'kailash:docker:EncryptedVolume'}]})).toEqual([]);
  expect(vaultsIn({})).toEqual([]);
});

test("what to do is said where a key is not the vault's, and only there", () => {
  const advice = [
    "a vault opens only with the key in its stack's state: where that was lost or an older one restored, bring back the newest copy, then run ./platform adopt --stack team; with no copy, copy out what is in vaults that are open (docs/operating.md), and let ./platform down --delete-data --stack team delete what nobody can read any more",
  ];
  for (const said of [
    'vault: v: the key does not fit; nothing was changed, give the right one',
    'vault: v: is open, but with another key than this one; give the one that it was made with',
    'store-data-vault: exit status 1: running "…":\nvault: v: neither key fits; nothing was changed, give the right ones',
  ])
    expect(keyAdvice(said, 'team'), said).toEqual(advice);
  for (const said of ['', 'vault: v: 64 MiB do not fit below /var/lib: 3 MiB are free', 'redis: could not be set up'])
    expect(keyAdvice(said, 'team'), said).toEqual([]);
});

test('every name of a vault is known, those of services that are off and of companions included', () => {
  const names = vaultNames({project: 'kailash', stack: 'dev'});
  expect(names).toEqual(
    expect.arrayContaining([
      'kailash-dev-postgres-data',
      'kailash-dev-neo4j-logs',
      'kailash-dev-elasticsearch-node-data',
    ]),
  );
  expect(new Set(names).size).toBe(names.length);
});
