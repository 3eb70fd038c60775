import {expect, it} from 'vitest';
import {regenerated} from '../../../operations/docs';

const made = {list: () => 'new'};

it('replaces what stands between the marks of a region, also when nothing does', () => {
  expect(regenerated('a\n<!-- generated: list -->\nold\n<!-- end -->\nb', made)).toBe(
    'a\n<!-- generated: list -->\nnew\n<!-- end -->\nb',
  );
  expect(regenerated('<!-- generated: list -->\n<!-- end -->', made)).toBe(
    '<!-- generated: list -->\nnew\n<!-- end -->',
  );
});

it('leaves text and regions that it does not know alone', () => {
  const text = 'a\n<!-- generated: other -->\nold\n<!-- end -->';
  expect(regenerated(text, made)).toBe(text);
});
