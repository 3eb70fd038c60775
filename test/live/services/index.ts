import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {ServiceStatus} from '../../../operations/status';
import {eventually} from '../clients';
import {networkTests} from '../ground/network';
import {SecretPlaces} from '../secret-places';
import {LiveStack, preparationMs} from '../stack';
import {type Asked, accessTests, expiryTests, type Mannered} from './access';
import {vendorTests} from './clients-of-vendors';
import {dataTests} from './data';
import {leftoverTests} from './leftovers';
import {memoryTests} from './memory';
import {rolesTests} from './roles';

/** What every service promises, proven on one stack with some of them; PostgreSQL and Redis are there too. */
export function liveServices(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  names: readonly [Mannered, ...Mannered[]],
  companions: readonly string[] = [],
): void {
  const stack = new LiveStack(name);
  const places = new SecretPlaces(stack);
  const all: readonly [Asked, ...Asked[]] = [...names, 'postgres', 'redis'];

  beforeAll(async () => {
    // Only so has Redis, where it is killed, every write that it acknowledged.
    await stack.prepare({redis: {fsync: 'always'}, ...settings});
    places.watch.start();
    places.said.push((await stack.must('up')).all);
    places.watch.stop();
  }, preparationMs);

  afterAll(() => {
    places.watch.stop();
    stack.clean();
  });

  test('all are asked by up and by status', async () => {
    const asked = places.said.join().match(/^\S+(?= +healthy )/gm);
    expect([...(asked ?? [])].sort()).toEqual([...all].sort());
    const {stdout} = await eventually(() => stack.must('status', '--json'));
    const found = JSON.parse(stdout) as ServiceStatus[];
    expect(found.map(({service, health, answers}) => [service, health, answers]).sort()).toEqual(
      [...all].sort().map((service) => [service, 'healthy', true]),
    );
  });

  const searched = async () => {
    const {passwords, keyLines} = await stack.secrets();
    for (const service of names) expect(Object.keys(passwords)).toContain(`${service}-app`);
    expect(keyLines).not.toEqual([]);
    for (const [place, texts] of places.all()) expect(texts, place).not.toEqual([]);
    const lines = Object.fromEntries(keyLines.map((line, index) => [`key line ${index}`, line]));
    expect(places.found({...passwords, ...lines})).toEqual([]);
  };
  test('no secret is anywhere but in its files', searched);

  describe('access', () => accessTests(stack, names));
  describe('clients', () => vendorTests(stack, all));
  rolesTests(stack, names);
  leftoverTests(stack, names);
  describe('network', () => networkTests(stack, all, companions));
  describe('data', () => dataTests(stack, all));
  describe('the memory limit', () => memoryTests(stack, all));
  describe('an expired certificate', () => expiryTests(stack, all));

  test('no secret is anywhere but in its files after all of that', async () => {
    places.watch.start();
    places.said.push((await eventually(() => stack.must('status'))).all);
    places.watch.stop();
    await searched();
  });
}
