import {afterAll, beforeAll, expect, test} from 'vitest';
import {keptNumbers, writeNumbers} from './services/data';
import {LiveStack, preparationMs} from './stack';

const stack = new LiveStack('versions');
let ports: readonly number[] = [];

/** The settings with these versions; Redis is there as a stack needs no database that this test does not look at. */
const settings = (neo4j: string, chroma: string) => {
  const [redis, neo4jPort, chromaPort] = ports.slice(-3);
  return {
    size: 'small',
    postgres: {enabled: false},
    redis: {port: redis},
    neo4j: {enabled: true, version: neo4j, port: neo4jPort},
    chroma: {enabled: true, version: chroma, port: chromaPort},
  };
};

/** The row of a service in what `up` prints. */
const row = (text: string, service: string): string => new RegExp(`^${service} .*$`, 'm').exec(text)?.[0] ?? '';

beforeAll(async () => {
  ports = await stack.prepare({
    neo4j: {enabled: true, version: '5.13'},
    chroma: {enabled: true, version: '0.6.3'},
  });
  stack.settle(settings('5.13', '0.4.15'));
}, preparationMs);

afterAll(() => stack.clean());

test('the older versions of a setting work, and data go on with the newer ones', async () => {
  const old = await stack.must('up');
  expect(row(old.stdout, 'neo4j')).toMatch(/ healthy .* Neo4j 5\.13\.0, APOC 5\.13\.0, GDS absent$/);
  expect(row(old.stdout, 'chroma')).toMatch(/ healthy .* Chroma 0\.4\.15$/);
  const written = {neo4j: await writeNumbers(stack, 'neo4j'), chroma: await writeNumbers(stack, 'chroma')};
  stack.settle(settings('5.26', '0.6.3'));
  const now = await stack.must('up');
  expect(row(now.stdout, 'neo4j')).toMatch(/ healthy .* Neo4j 5\.26\.\d+, APOC 5\.26\.\d+, GDS 2\.13\.9$/);
  expect(row(now.stdout, 'chroma')).toMatch(/ healthy .* Chroma 0\.6\.3$/);
  for (const service of ['neo4j', 'chroma'] as const)
    expect(await keptNumbers(stack, service)).toEqual(expect.arrayContaining(written[service]));
});

test('a version that there is not is refused with those that there are', async () => {
  stack.settle(settings('4.4', '0.6.3'));
  const {exitCode, stderr} = await stack.platform('up');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('neo4j.version: not supported, got "4.4"; write one of 5.26.28-community, 5.26, 5.13');
});
