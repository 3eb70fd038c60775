// TypeScript by SWC, without type checks: those are `npm run check`'s. No source map support is installed, since Pulumi takes a
// stack for every promise; NODE_OPTIONS=--enable-source-maps gives stack traces their lines back.
const {createHash} = require('node:crypto');
const {mkdirSync, readFileSync, renameSync, writeFileSync} = require('node:fs');
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

/** What the translator said of this text in this place before; a cache that can't be read or written is none. */
function kept(text, filename) {
  const key = createHash('sha256')
    .update(JSON.stringify([version, options, filename, text]))
    .digest('hex');
  const file = join(compiled, 'typescript', key);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const code = translate(text, filename);
    try {
      mkdirSync(join(compiled, 'typescript'), {recursive: true});
      writeFileSync(`${file}.${process.pid}`, code);
      renameSync(`${file}.${process.pid}`, file);
    } catch {}
    return code;
  }
}

addHook(kept, {exts: ['.ts']});
