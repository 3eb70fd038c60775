// TypeScript by SWC, without type checks: those are `npm run check`'s. No source map support is installed, since Pulumi takes a
// stack for every promise; NODE_OPTIONS=--enable-source-maps gives stack traces their lines back.
const {enableCompileCache} = require('node:module');
const {homedir} = require('node:os');
const {join} = require('node:path');

const cache = process.env.KAILASH_CACHE || join(homedir(), '.cache', 'kailash-platform');
enableCompileCache(process.env.NODE_COMPILE_CACHE || join(cache, 'compiled'));

require('./lazily.cjs');
const {transformSync} = require('@swc/core');
const {addHook} = require('pirates');

const options = {
  swcrc: false,
  jsc: {parser: {syntax: 'typescript'}, target: 'es2022'},
  module: {type: 'commonjs'},
  sourceMaps: 'inline',
};
addHook((text, filename) => transformSync(text, {...options, filename}).code, {exts: ['.ts']});
