// The policy runner loads TypeScript with a full type check: seconds at every preview. Types are the editor's and `tsc`'s
// business, so this entry only translates, once for every state of the sources, into the user's cache.
const {createHash} = require('node:crypto');
const {mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} = require('node:fs');
const {enableCompileCache, flushCompileCache} = require('node:module');
const {homedir} = require('node:os');
const {join} = require('node:path');

const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kailash-docker-policies');
enableCompileCache?.(join(cacheFolder, 'compiled'));

const sources = new Map(
  readdirSync(__dirname)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [join(__dirname, name), readFileSync(join(__dirname, name), 'utf8')]),
);
const key = createHash('sha256').update(
  JSON.stringify([process.version, readFileSync(__filename, 'utf8'), ...sources]),
);
const cacheFile = join(cacheFolder, `${key.digest('hex')}.json`);

function translateAll() {
  const ts = require('typescript');
  const compilerOptions = {module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true};
  return Object.fromEntries(
    [...sources].map(([fileName, text]) => [
      fileName,
      ts.transpileModule(text, {compilerOptions, fileName}).outputText,
    ]),
  );
}

function load() {
  try {
    return JSON.parse(readFileSync(cacheFile, 'utf8'));
  } catch {
    const translated = translateAll();
    try {
      mkdirSync(cacheFolder, {recursive: true, mode: 0o700});
      writeFileSync(`${cacheFile}.${process.pid}`, JSON.stringify(translated), {mode: 0o600});
      renameSync(`${cacheFile}.${process.pid}`, cacheFile);
    } catch {
      // A home that cannot be written to costs time, nothing else.
    }
    return translated;
  }
}

const translated = load();
require.extensions['.ts'] = (module, fileName) => module._compile(translated[fileName], fileName);
require('./index.ts');
// Pulumi kills this process, so it would never come to keep what it compiled.
flushCompileCache?.();
