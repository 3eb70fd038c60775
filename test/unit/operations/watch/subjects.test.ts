import {expect, it} from 'vitest';
import {settingsOf} from '../../../../components/services/settings';
import {externalIn, probedIn} from '../../../../operations/watch/subjects';

it('asks OpenAI too where the stack has it', () => {
  const without = settingsOf({}, 'dev');
  const services = Object.keys(without.services);
  expect(services.length).toBeGreaterThan(0);
  expect([probedIn(without), externalIn(without)]).toEqual([services, []]);
  const openai = JSON.stringify({enabled: true, keyFile: '/run/key', required: true});
  const settings = settingsOf({openai}, 'dev');
  expect(probedIn(settings)).toEqual([...services, 'openai']);
  expect(externalIn(settings)).toEqual([{service: 'openai', required: true}]);
});
