// TypeScript by SWC, without type checks: those are `npm run check`'s. No source map support is installed, since Pulumi takes a
// stack for every promise; NODE_OPTIONS=--enable-source-maps gives stack traces their lines back.
const {createHash} = require('node:crypto');
const {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} = require('node:fs');
const {enableCompileCache} = require('node:module');
const {homedir} = require('node:os');
const {join} = require('node:path');

const cache = process.env.KAILASH_CACHE || join(homedir(), '.cache', 'kailash-platform');
const compiled = process.env.NODE_COMPILE_CACHE || join(cache, 'compiled');
enableCompileCache(compiled);

require('./lazily.cjs');
const {addHook} = require('pirates');
const {version} = require('@swc/core/package.json');

const options = {
  swcrc: false,
  jsc: {parser: {syntax: 'typescript'}, target: 'es2022'},
  module: {type: 'commonjs'},
  sourceMaps: 'inline',
};

const translate = (text, filename) => require('@swc/core').transformSync(text, {...options, filename}).code;

/** What is in the cache; a machine that lost its power may have left a file without its end. */
function remembered(file) {
  try {
    const code = readFileSync(file, 'utf8');
    return code.includes('\n//# sourceMappingURL=') ? code : undefined;
  } catch {
    return undefined;
  }
}

/** What the translator said of this text in this place before; a cache that can't be read or written is none. */
function kept(text, filename) {
  const key = createHash('sha256')
    .update(JSON.stringify([version, options, filename, text]))
    .digest('hex');
  const file = join(compiled, 'typescript', key);
  const before = remembered(file);
  if (before !== undefined) return before;
  const code = translate(text, filename);
  const young = `${file}.${process.pid}`;
  try {
    mkdirSync(join(compiled, 'typescript'), {recursive: true});
    writeFileSync(young, code);
    renameSync(young, file);
  } catch {
    rmSync(young, {force: true});
  }
  return code;
}

addHook(kept, {exts: ['.ts']});
