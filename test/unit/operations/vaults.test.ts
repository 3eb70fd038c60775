import {expect, test} from 'vitest';
import {vaultsIn} from '../../../operations/vaults';

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
