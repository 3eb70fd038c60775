import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {boltDriver} from '../../probes/bolt';
import {LiveStack, preparationMs} from './stack';

const stack = new LiveStack('adopt');

/** Asks Neo4j as an application does. */
async function ask(text: string): Promise<unknown[]> {
  const driver = boltDriver(await stack.connection('neo4j'));
  try {
    return (await driver.executeQuery(text)).records.map((record) => record.get(0));
  } finally {
    await driver.close();
  }
}

beforeAll(async () => {
  const [port, other] = await stack.prepare({});
  stack.settle({
    size: 'small',
    postgres: {enabled: false},
    redis: {enabled: false, port: other},
    neo4j: {enabled: true, port},
  });
  await stack.must('up');
  await ask("CREATE (:Kept {word: 'still here'})");
}, preparationMs);
afterAll(() => stack.clean());

it('Neo4j, which keeps its password in its data, takes a new one after the state was lost', async () => {
  rmSync(join(stack.home, 'state'), {recursive: true});
  expect(await stack.refused(['up'])).toContain(
    'neo4j: could not be set up; if a state was lost or restored, its data may know other passwords: run ./platform adopt neo4j --stack live-adopt',
  );
  const {stdout} = await stack.must('adopt', 'neo4j');
  expect(stdout).toContain('neo4j: password of the administrator set');
  expect(await ask('MATCH (n:Kept) RETURN n.word')).toEqual(['still here']);
  expect((await stack.must('up')).stdout).toContain('nothing to change');
});
