import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {describe, expect, test} from 'vitest';

const root = join(__dirname, '../..');

/** What each part may import of the others; CONTRIBUTING.md tells it to people. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'components/core': [],
  'components/services': ['components/core'],
  'components/targets': ['components/core', 'components/services'],
  probes: ['components/core'],
  gates: ['components/core', 'components/services', 'probes'],
  // '' is index.ts, the program, which operations run.
  operations: ['', 'components/core', 'components/services', 'components/targets', 'probes', 'gates', 'policies'],
  policies: [],
};

/** Packages that one part alone may import. */
const reserved: readonly [RegExp, string][] = [
  [/^@pulumi\/(command|random|tls)$/, 'components/targets'],
  [/^(pg|ioredis|neo4j-driver|chromadb|@aws-sdk\/.*|@elastic\/.*)$/, 'probes'],
];

interface Import {
  readonly file: string;
  readonly part: string;
  readonly from: string;
}

const partOf = (path: string): string => Object.keys(allowed).find((part) => `${path}/`.startsWith(`${part}/`)) ?? '';

const imports: readonly Import[] = Object.keys(allowed).flatMap((part) =>
  readdirSync(join(root, part), {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .flatMap((name) => {
      const file = join(part, name);
      const text = readFileSync(join(root, file), 'utf8');
      const found = text.matchAll(/(?:^|\s)(?:import|export)\b[^;'"]*?from '([^']+)'|import\('([^']+)'\)/gm);
      return [...found].map(([, normal, late]) => ({file, part, from: normal ?? late ?? ''}));
    }),
);

describe('imports', () => {
  test('are found at all', () => {
    expect(imports.length).toBeGreaterThan(500);
    expect(new Set(imports.map(({part}) => part)).size).toBe(Object.keys(allowed).length);
  });

  test('go one way between the parts', () => {
    const wrong = imports
      .filter(({from}) => from.startsWith('.'))
      .map((one) => ({...one, to: partOf(relative(root, join(root, dirname(one.file), one.from)))}))
      .filter(({part, to}) => to !== part && !allowed[part]?.includes(to));
    expect(wrong.map(({file, from}) => `${file}: ${from}`)).toEqual([]);
  });

  test.each(reserved)('of %s are of one part alone', (pattern, owner) => {
    const wrong = imports.filter(({part, from}) => pattern.test(from) && part !== owner);
    expect(wrong.map(({file, from}) => `${file}: ${from}`)).toEqual([]);
    expect(imports.some(({part, from}) => pattern.test(from) && part === owner)).toBe(true);
  });
});
