import {readdirSync, readFileSync} from 'node:fs';
import {builtinModules} from 'node:module';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {dependencies, version} from '../../../policies/package.json';

const folder = join(__dirname, '../../../policies');
const sources = readdirSync(folder).filter((name) => /\.(ts|js)$/.test(name));
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const imported = (name: string) =>
  [...text(name).matchAll(/(?:\bfrom |\brequire\(|\bimport\()'([^']+)'/g)].map(([, from = '']) => from);

describe('The pack', () => {
  it('imports files of its own folder, Node.js, and packages of its own package.json', () => {
    expect(sources.length).toBeGreaterThan(100);
    const allowed = (from: string): boolean => {
      if (from.startsWith('./')) return sources.includes(from.slice(2)) || sources.includes(`${from.slice(2)}.ts`);
      if (from.startsWith('node:')) return builtinModules.includes(from.slice(5));
      return Object.keys(dependencies).some((name) => from === name || from.startsWith(`${name}/`));
    };
    const foreign = sources.flatMap((name) =>
      imported(name)
        .filter((from) => !allowed(from))
        .map((from) => [name, from]),
    );
    expect(foreign).toEqual([]);
    expect(sources.flatMap(imported).length).toBeGreaterThan(200);
  });
  it('has a changelog that begins with its version', () => {
    expect(/^## (.+)$/m.exec(text('CHANGELOG.md'))?.[1]).toBe(version);
  });
});
