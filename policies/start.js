// The policy runner loads TypeScript with a full type check: four seconds at every preview. Types are the editor's and
// `tsc`'s business, so this entry only translates, with the compiler that the runner has loaded already.
const {readFileSync} = require('node:fs');
const ts = require('typescript');

const compilerOptions = {module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true};

require.extensions['.ts'] = (module, fileName) => {
  const source = readFileSync(fileName, 'utf8');
  module._compile(ts.transpileModule(source, {compilerOptions, fileName}).outputText, fileName);
};

require('./index.ts');
