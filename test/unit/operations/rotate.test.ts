import {describe, expect, it} from 'vitest';
import {settingsOf} from '../../../components/services/settings';
import {generationName} from '../../../components/targets/docker/passwords';
import {chosen, isUnfinished, isUnfinishedChange, refuseOptions, refuseOthersOverdue} from '../../../operations/rotate';
import {nextChange} from '../../../operations/rotate-authority';
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

describe('the change of the CA', () => {
  const own = (generation: number, overlap: boolean) => ({
    authority: undefined,
    authorityChange: {generation, overlap},
  });
  const said = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };

  it('begins with both trusted, and ends with one', () => {
    expect(nextChange(own(1, false), false)).toEqual({generation: 2, overlap: true});
    expect(nextChange(own(2, true), true)).toEqual({generation: 2, overlap: false});
  });

  it("can be ended where a company's CA has taken over meanwhile", () => {
    expect(nextChange({...own(2, true), authority: {certificateFile: 'ca.crt'}}, true)).toEqual({
      generation: 2,
      overlap: false,
    });
  });

  it('is unfinished as long as the last update that succeeded does not tell of it', () => {
    expect(isUnfinishedChange({generation: 1, overlap: false}, undefined)).toBe(false);
    expect(isUnfinishedChange({generation: 2, overlap: true}, undefined)).toBe(true);
    expect(isUnfinishedChange({generation: 2, overlap: false}, {generation: 2, overlap: true})).toBe(true);
    expect(isUnfinishedChange({generation: 2, overlap: true}, {generation: 2, overlap: true})).toBe(false);
  });

  it('is refused where it has not ended, has not begun, or the CA is of a company', () => {
    expect(said(() => nextChange(own(2, true), false))).toBe(
      'rotate --ca: the change before has not ended, as the CA before is trusted still; run ./platform rotate --ca --finish',
    );
    expect(said(() => nextChange(own(2, false), true))).toBe(
      'rotate --ca --finish: one CA is trusted already; nothing to do',
    );
    const given = {...own(1, false), authority: {certificateFile: 'ca.crt'}};
    expect(said(() => nextChange(given, false))).toBe(
      'rotate --ca: the CA is not the stack\'s own, got "ca.crt"; append the root of the new one to that file, run ./platform up, and take the old one out when all clients know the new one',
    );
  });

  it('is of the whole stack', () => {
    expect(said(() => refuseOptions('redis', {ca: true, role: 'app'}))).toBe(
      'rotate --ca: is of the whole stack, got redis, --role app too; run ./platform rotate --ca alone',
    );
    expect(said(() => refuseOptions(undefined, {finish: true}))).toBe(
      'rotate --finish: belongs to --ca; run ./platform rotate --ca --finish',
    );
    expect(said(() => refuseOptions(undefined, {ca: true, finish: true}))).toBe('accepted');
  });
});
