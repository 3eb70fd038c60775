import {expect, test} from 'vitest';
import {table} from '../../../operations/table';

test('a table has its columns below their heads, two blanks between, and no blanks at the ends of lines', () => {
  expect(
    table(
      ['name', 'n'],
      [
        ['postgres', 1],
        ['x', 20],
      ],
    ),
  ).toBe('name      n\npostgres  1\nx         20');
});

test('a table without rows is its head', () => {
  expect(table(['name', 'state'], [])).toBe('name  state');
});
