import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {program} from '../../../operations/main';

test('the door knows of every operation what it needs', () => {
  const door = readFileSync(join(__dirname, '../../../platform'), 'utf8');
  const cases = /needs\(\) \{([\s\S]*?)\n\}/.exec(door)?.[1] ?? '';
  const known = cases.split('\n').flatMap((line) => (line.split(')')[0] ?? '').split('|').map((name) => name.trim()));
  const operations = program().commands.map((command) => command.name());
  expect(operations.filter((name) => !known.includes(name))).toEqual([]);
});
