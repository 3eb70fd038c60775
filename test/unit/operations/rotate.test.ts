import {describe, expect, it} from 'vitest';
import {settingsOf} from '../../../components/services/settings';
import {generationName} from '../../../components/targets/docker/passwords';
import {chosen, isUnfinished, refuseOthersOverdue} from '../../../operations/rotate';
import {chosenVaults} from '../../../operations/rotate-vault-keys';

const settings = settingsOf({generations: '{"postgres.app": 3}'}, 'dev');

describe('chosen', () => {
  it('means every password of the stack where nothing is named', () => {
    expect(chosen(settings, undefined, undefined)).toHaveLength(11);
  });

  it('takes one role of one service, with the generation that holds', () => {
    expect(chosen(settings, 'postgres', 'app')).toEqual([{service: 'postgres', secret: 'app', generation: 3}]);
    expect(chosen(settings, 'redis', 'app')).toEqual([{service: 'redis', secret: 'app', generation: 1}]);
  });

  it('refuses a service that the stack does not have, and a role that nobody has', () => {
    expect(() => chosen(settings, 'minio', undefined)).toThrow(
      'rotate: no such service in this stack, got "minio"; choose one of postgres, redis',
    );
    expect(() => chosen(settings, 'redis', 'boss')).toThrow(
      'rotate: no such role, got "boss"; choose one of admin, app, session, readonly, monitor, backup',
    );
  });
});

describe('refuseOthersOverdue', () => {
  const old = [
    {name: 'redis-app', from: '2020-01-01T00:00:00Z'},
    {name: 'postgres-app', from: '2020-01-01T00:00:00Z'},
    {name: 'postgres-backup', from: new Date().toISOString()},
    {name: 'postgres-data-key', from: '2020-01-01T00:00:00Z'},
  ];
  it('refuses to change one where the policies would refuse another', () => {
    expect(() => refuseOthersOverdue(settings, chosen(settings, 'postgres', undefined), old)).toThrow(
      'rotate: the policies refuse other secrets too, whose grace has ended, got redis-app; run ./platform rotate without a service, which changes all',
    );
  });
  it('lets all be changed, and one where the others are young', () => {
    refuseOthersOverdue(settings, chosen(settings, undefined, undefined), old);
    refuseOthersOverdue(settings, chosen(settings, 'postgres', 'app'), old.slice(1));
  });
});

describe('isUnfinished', () => {
  it('compares what is written down with what the last update that succeeded says', () => {
    expect(isUnfinished({'redis.app': 2}, {'redis.app': 2, 'redis.admin': 3})).toBe(false);
    expect(isUnfinished({'redis.app': 3}, {'redis.app': 2})).toBe(true);
    expect(isUnfinished({'redis.app': 2})).toBe(true);
    expect(isUnfinished({})).toBe(false);
  });
});

describe('chosenVaults', () => {
  const encrypted = settingsOf({encryption: 'required', vaultGenerations: '{"redis.data": 2}'}, 'dev');
  it('takes every volume, or those of one service, with the generation that holds', () => {
    expect(chosenVaults(encrypted, 'dev', undefined).map(({vault}) => vault)).toEqual([
      'kailash-dev-postgres-data',
      'kailash-dev-redis-data',
    ]);
    expect(chosenVaults(encrypted, 'dev', 'redis')).toEqual([
      {vault: 'kailash-dev-redis-data', key: 'redis.data', generation: 2},
    ]);
  });
  it('refuses a service without data, and a stack without vaults', () => {
    expect(() => chosenVaults(encrypted, 'dev', 'minio')).toThrow(
      'rotate --vault-keys: no such service with data in this stack, got "minio"; choose one of postgres, redis',
    );
    const plain = settingsOf({encryption: 'off', encryptionReason: 'a test'}, 'dev');
    expect(() => chosenVaults(plain, 'dev', undefined)).toThrow(
      'rotate --vault-keys: the stack has no vaults, got encryption: off; see docs/vaults.md',
    );
  });
});

it('gives the first generation the plain name, so that stacks of before keep their passwords', () => {
  expect(generationName('postgres-app', 1)).toBe('postgres-app');
  expect(generationName('postgres-app', 2)).toBe('postgres-app-2');
});

it('refuses the generation of a secret that does not exist', () => {
  expect(() => settingsOf({generations: '{"postgres.boss": 2}'}, 'dev')).toThrow(
    'Pulumi.dev.yaml: 1 problem\n  generations.postgres.boss: no such secret; remove it, or name one as <service>.<secret>',
  );
});
