import {execFileSync} from 'node:child_process';
import {resolve} from 'node:path';
import {expect, test} from 'vitest';

const root = resolve(__dirname, '../../..');

/** Runs a program with the hook, and gives what it printed. */
const run = (program: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ['--require', './host/door/lazily.cjs', '-e', program], {
      cwd: root,
      encoding: 'utf8',
      env: {PATH: process.env.PATH},
    }),
  );

const loaded = `const loaded = (name) => Object.keys(require.cache).some((file) => file.includes('/node_modules/' + name + '/'));`;

test('the SDK starts without what only serialized functions and stack traces need', () => {
  const names = [
    '@grpc/grpc-js',
    'typescript',
    '@npmcli/arborist',
    'normalize-package-data',
    'source-map-support',
    '@pulumi/pulumi/automation',
  ];
  // As its own start does, which a test can't run.
  const runner = JSON.stringify(resolve(root, 'node_modules/@pulumi/pulumi/cmd/run/index.js'));
  const asked = `require('node:module').createRequire(${runner})('source-map-support/register')`;
  const program = `${loaded} require('@pulumi/pulumi'); ${asked}; console.log(JSON.stringify(${JSON.stringify(names)}.filter(loaded)))`;
  expect(run(program)).toEqual(['@grpc/grpc-js']);
});

test('a policy pack starts without the debugger, a program with it', () => {
  const session = (runner: string) => {
    const from = JSON.stringify(resolve(root, `node_modules/@pulumi/pulumi/cmd/${runner}/index.js`));
    return run(`
      const {Session} = require('node:inspector');
      let connected = false;
      Session.prototype.connect = new Proxy(Session.prototype.connect, {apply: (...call) => { connected = true; return Reflect.apply(...call); }});
      const loaded = require('node:module').createRequire(${from})('../../runtime/closure/v8Hooks');
      loaded.isInitializedAsync().then(() => { console.log(JSON.stringify(connected)); process.exit(0); });
    `);
  };
  expect([session('run-policy-pack'), session('run')]).toEqual([false, true]);
});

test('what it needs later is loaded then: it serializes a function', () => {
  const text = run(
    `${loaded} require('@pulumi/pulumi').runtime.serializeFunction(() => 6 * 7).then(({text}) => console.log(JSON.stringify([text.includes('6 * 7'), loaded('typescript')])))`,
  );
  expect(text).toEqual([true, true]);
});

test('a program that uses the Automation API gets it, whole', () => {
  const program = `const {automation} = require('@pulumi/pulumi'); console.log(JSON.stringify([typeof automation.LocalWorkspace.create, automation.fullyQualifiedStackName('a', 'b', 'c')]))`;
  expect(run(program)).toEqual(['function', 'a/b/c']);
});

test('the packages of a project are found for what it serializes', () => {
  const program = `require('@pulumi/pulumi').runtime.computeCodePaths({extraIncludePackages: ['pg']}).then((paths) => console.log(JSON.stringify([...paths.keys()].some((path) => path.endsWith('node_modules/pg')))))`;
  expect(run(program)).toBe(true);
});

test('a program in TypeScript that nothing else translates is run through ts-node, types checked', () => {
  const cmd = JSON.stringify(resolve(root, 'node_modules/@pulumi/pulumi/tsutils.js'));
  const asked = `require('node:module').createRequire(${cmd})('ts-node')`;
  const program = `
    const {writeFileSync, mkdirSync, mkdtempSync, rmSync} = require('node:fs');
    mkdirSync('.platform', {recursive: true});
    const folder = mkdtempSync('.platform/lazily-');
    try {
      writeFileSync(folder + '/well.ts', 'export const n: number = 42;');
      writeFileSync(folder + '/wrong.ts', 'export const n: number = "42";');
      ${asked}.register({skipProject: true, compilerOptions: {module: 'commonjs'}});
      const path = require('node:path');
      let refused = '';
      try { require(path.resolve(folder, 'wrong.ts')); } catch (error) { refused = error.name; }
      console.log(JSON.stringify([require(path.resolve(folder, 'well.ts')).n, refused]));
    } finally { rmSync(folder, {recursive: true}); }`;
  expect(run(program)).toEqual([42, 'TSError']);
});
