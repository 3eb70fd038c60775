import {expect, it} from 'vitest';
import {services} from '../../../components/services';
import {settingsOf} from '../../../components/services/settings';
import {generationName, generationOf, Passwords} from '../../../components/targets/docker/passwords';
import {ageLabels} from '../../../components/targets/docker/secret-age';
import {declaredBy} from './declared';

const rotation = {maxAgeMs: 86_400_000, graceMs: 3_600_000};

it('labels the oldest of several dates', () => {
  expect(ageLabels(['2026-11-02T00:00:00.000Z', undefined, '2026-11-01T00:00:00.000Z'], rotation)).toEqual({
    'io.kailash.rotated': '2026-11-01T00:00:00.000Z',
    'io.kailash.rotate-by': '2026-11-02T00:00:00.000Z',
    'io.kailash.refused-from': '2026-11-02T01:00:00.000Z',
  });
});

it('says nothing where no date is known', () => {
  expect(ageLabels([undefined], rotation)).toEqual({});
});

it('takes the names of generations apart again', () => {
  for (const generation of [1, 2, 17])
    expect(generationOf(generationName('redis-app', generation))).toEqual({name: 'redis-app', generation});
});

it('judges present passwords only, and keeps the date of their making', async () => {
  const {rotation} = settingsOf({}, 'dev');
  const {resources} = await declaredBy(
    () => new Passwords('redis', {definition: services.redis, generations: {'redis.app': 3}, rotation}, {}),
  );
  const all = [...resources.values()];
  const passwords = all.filter(({type}) => type.startsWith('random:'));
  expect(passwords.map(({name}) => name)).toContain('redis-app-2');
  for (const {inputs, opts} of passwords) {
    expect(inputs.keepers).toEqual({made: expect.stringMatching(/^\d{4}-\d\d-\d\dT/)});
    expect(opts).toMatchObject({protect: true, ignoreChanges: ['keepers']});
  }
  const made = passwords.filter(({name}) => name !== 'redis-app-2').map(({inputs}) => inputs.keepers as {made: string});
  const oldest = made.map((one) => one.made).sort()[0];
  const [age] = all.filter(({type}) => type === 'kailash:docker:SecretAge');
  expect(age?.inputs.labels).toMatchObject({'io.kailash.rotated': oldest});
});
