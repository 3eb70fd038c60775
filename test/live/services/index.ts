import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {withOccurrences} from '../../../operations/healthy-after';
import type {ServiceStatus} from '../../../operations/status';
import type {Occurrence} from '../../../operations/watch/events';
import {eventually} from '../clients';
import {networkTests} from '../ground/network';
import {SecretPlaces} from '../secret-places';
import {type Ended, LiveStack, preparationMs} from '../stack';
import {type Asked, accessTests, expiryTests, type Mannered} from './access';
import {vendorTests} from './clients-of-vendors';
import {dataTests} from './data';
import {leftoverTests} from './leftovers';
import {memoryTests} from './memory';
import {rolesTests} from './roles';

/** What a stack has beside its services. */
interface Besides {
  /** Containers that only a service talks to. */
  readonly companions?: readonly string[];
  /** What somebody else runs. */
  readonly outside?: readonly string[];
  /** Secrets that are not of the stack's making. */
  readonly secrets?: Readonly<Record<string, string>>;
}

type Given = Readonly<Record<string, unknown>>;

/** What every service promises, proven on one stack with some of them; PostgreSQL and Redis are there too. */
export function liveServices(
  name: string,
  settings: Given | (() => Promise<Given>),
  names: readonly [Mannered, ...Mannered[]],
  {companions = [], outside = [], secrets = {}}: Besides = {},
): void {
  const stack = new LiveStack(name);
  const places = new SecretPlaces(stack);
  const all: readonly [Asked, ...Asked[]] = [...names, 'postgres', 'redis'];
  const asked = [...all, ...outside].sort();
  let first: Ended;
  let occurrences: readonly Occurrence[];

  beforeAll(async () => {
    // Only so has Redis, where it is killed, every write that it acknowledged.
    const chosen = {redis: {fsync: 'always'}, ...(typeof settings === 'function' ? await settings() : settings)};
    await stack.prepare(chosen);
    places.watch.start();
    [first, occurrences] = await withOccurrences(stack, () => stack.must('up'));
    places.said.push(first.all);
    places.watch.stop();
  }, preparationMs);

  afterAll(() => {
    places.watch.stop();
    stack.clean();
  });

  test('all are asked by up and by status', async () => {
    expect([...(first.stdout.match(/^\S+(?= +healthy )/gm) ?? [])].sort()).toEqual(asked);
    const {stdout, stderr} = await eventually(() => stack.must('status', '--json'));
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as ServiceStatus[];
    const told = found.map(({service, outcome, answers}) => [service, outcome, answers]);
    expect(told.sort()).toEqual(asked.map((service) => [service, 'healthy', true]));
    const within = found.filter(({service}) => !outside.includes(service));
    expect(within.map(({health}) => health)).toEqual(all.map(() => 'healthy'));
  });

  test('up tells how long each took to become healthy', () => {
    const times = [...first.stdout.matchAll(/^(\S+) +healthy +\S+ +(\d+\.\d s|-) +\d+ ms /gm)];
    const told = times.map(([, service, time]) => [service, time === '-' ? 'not started' : 'started']);
    expect(told.sort()).toEqual(
      asked.map((service) => [service, outside.includes(service) ? 'not started' : 'started']),
    );
  });

  test('a service waits for what it needs to be healthy, and for nothing else', () => {
    const at = (service: string, said: string): number =>
      occurrences.find((one) => one.service === service && one.text === said)?.at ?? Number.NaN;
    const alone = [...all, ...companions].filter((service) => !companions.includes(`${service}-node`));
    for (const service of alone) {
      const others = alone.filter((other) => other !== service).map((other) => at(other, 'healthy'));
      expect(at(service, 'started'), service).toBeLessThan(Math.min(...others));
    }
    for (const node of companions)
      expect(at(node.replace(/-node$/, ''), 'started')).toBeGreaterThan(at(node, 'healthy'));
  });

  const searched = async () => {
    const {passwords, keyLines} = await stack.secrets();
    for (const service of names) expect(Object.keys(passwords)).toContain(`${service}-app`);
    expect(keyLines).not.toEqual([]);
    for (const [place, texts] of places.all()) expect(texts, place).not.toEqual([]);
    const lines = Object.fromEntries(keyLines.map((line, index) => [`key line ${index}`, line]));
    expect(places.found({...passwords, ...lines, ...secrets})).toEqual([]);
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
