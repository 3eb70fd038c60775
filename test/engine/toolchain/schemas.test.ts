import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {isolated} from '../temporary-stack';
import {useToolchain} from '../toolchain';
import {compareSchema, type Schema} from './compare-schema';
import {readDeclarations} from './declarations';

const buildsImages = 'builds images with native code of the official plugin; ours builds them with the engine';
const overSsh = 'works over SSH; nothing here does';
const callsTheProvider = 'a method of the provider itself, which the SDK declares without a token';

/** Every difference that may be, and why. One that is gone must leave this list. */
const accepted: Record<string, Record<string, string>> = {
  docker: {
    'docker:index/image:Image: only in the SDK': buildsImages,
    'input CacheFrom: only in the SDK': buildsImages,
    'input DockerBuild: only in the SDK': buildsImages,
    'input Registry: only in the SDK': buildsImages,
    'pulumi:providers:docker/terraformConfig: only in the plugin': callsTheProvider,
  },
  random: {'pulumi:providers:random/terraformConfig: only in the plugin': callsTheProvider},
  tls: {'pulumi:providers:tls/terraformConfig: only in the plugin': callsTheProvider},
  command: {
    'command:remote:Command: only in the SDK': overSsh,
    'command:remote:CopyFile: only in the SDK': overSsh,
    'command:remote:CopyToRemote: only in the SDK': overSsh,
    'input remote/Connection: only in the SDK': overSsh,
    'input remote/ProxyConnection: only in the SDK': overSsh,
    'output remote/Connection: only in the SDK': overSsh,
    'output remote/ProxyConnection: only in the SDK': overSsh,
  },
};
/** How many properties there are to compare at least: fewer mean that the comparison has gone blind. */
const least: Record<string, number> = {docker: 1359, random: 160, tls: 222, command: 50};

describe('the schema of a plugin is what the npm package declares, property by property', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kailash-schema-'));
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test.each(Object.keys(accepted))('%s', (name) => {
    const plugin = join(useToolchain(), `pulumi-resource-${name}`);
    const env = {...process.env, ...isolated(folder)};
    const text = execFileSync('pulumi', ['package', 'get-schema', plugin], {env, encoding: 'utf8', maxBuffer: 2 ** 26});
    const schema: Schema = JSON.parse(text);
    const declarations = readDeclarations(resolve(__dirname, '../../../node_modules/@pulumi', name));
    const {compared, differences} = compareSchema(schema, declarations);
    expect([...differences].sort()).toEqual(Object.keys(accepted[name] ?? {}).sort());
    expect(compared).toBeGreaterThanOrEqual(least[name] ?? 0);
  });

  test('notices a property that is missing, added, of another type or wrongly required', () => {
    const property = (shape: string, optional = false) => ({shape, optional});
    const declared = [
      ['same', property('string[]')],
      ['missing', property('string')],
      ['typed', property('number')],
      ['required', property('string', true)],
    ] as const;
    const declarations = {
      tokens: new Set(['x:index/thing:Thing']),
      types: new Map([
        ['Thing', new Map(declared)],
        ['ThingArgs', new Map()],
      ]),
    };
    const properties = {
      same: {type: 'array', items: {type: 'string'}},
      typed: {type: 'boolean'},
      required: {type: 'string'},
      added: {type: 'integer'},
    };
    const required = ['same', 'typed', 'required'];
    const schema: Schema = {resources: {'x:index/thing:Thing': {properties, required}}};
    expect(compareSchema(schema, declarations).differences).toEqual([
      'Thing output.missing: only in the SDK',
      'Thing output.typed: SDK number, plugin boolean',
      'Thing output.required: optional in the SDK only',
      'Thing output.added: only in the plugin',
    ]);
  });
});
