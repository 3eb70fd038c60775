import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {type ProgramFolder, programFolder, stackOf} from '../program-folder';

const project = 'name: host-test\nruntime: {name: nodejs, options: {typescript: false}}\n';
const folders: ProgramFolder[] = [];
const prepare = (files: Record<string, string>) => {
  const made = programFolder({'Pulumi.yaml': project, 'package.json': '{"name": "host-test"}', ...files});
  folders.push(made);
  return made;
};

afterEach(() => {
  for (const made of folders.splice(0)) made.remove();
});

describe('the language host runs what else is written for Node.js:', () => {
  test('a policy pack, which is told its stack and can stop a preview', async () => {
    const pack = `const {PolicyPack} = require('@pulumi/policy'); const pulumi = require('@pulumi/pulumi');
new PolicyPack('pack', {policies: [{name: 'no-output', description: 'test', enforcementLevel: 'mandatory',
  validateStack: (args, report) => report('stack ' + pulumi.getStack() + ' of ' + pulumi.getProject())}]});`;
    const made = prepare({
      'index.js': 'exports.out = 1;',
      'pack/PulumiPolicy.yaml': 'runtime: nodejs\n',
      'pack/package.json': '{"name": "pack", "version": "1.0.0"}',
      'pack/index.js': pack,
    });
    const stack = await stackOf(made);
    const preview = stack.preview({color: 'never', policyPacks: [join(made.folder, 'pack')]});
    await expect(preview).rejects.toThrow('stack test of host-test');
  });

  test('a provider of components in a folder, in TypeScript', async () => {
    const component = `import * as pulumi from '@pulumi/pulumi';
export interface GreetingArgs { name: pulumi.Input<string> }
export class Greeting extends pulumi.ComponentResource {
  readonly text: pulumi.Output<string>;
  constructor(name: string, args: GreetingArgs, opts?: pulumi.ComponentResourceOptions) {
    super('greeter:index:Greeting', name, args, opts);
    this.text = pulumi.interpolate\`hello \${args.name}\`;
    this.registerOutputs({text: this.text});
  }
}
`;
    const consumer = `const pulumi = require('@pulumi/pulumi');
class Greeting extends pulumi.ComponentResource {
  constructor(name, args) { super('greeter:index:Greeting', name, {...args, text: undefined}, {}, true); }
}
new Greeting('one', {name: 'engine'}).text.apply((text) => console.log('said', text, 'end'));
`;
    const made = prepare({
      'Pulumi.yaml': `${project}plugins:\n  providers: [{name: greeter, path: greeter}]\n`,
      'index.js': consumer,
      'greeter/PulumiPlugin.yaml': 'runtime: nodejs\n',
      'greeter/package.json': '{"name": "greeter", "version": "1.0.0", "main": "index.ts"}',
      'greeter/index.ts': component,
    });
    const {stdout} = await (await stackOf(made)).preview({color: 'never'});
    expect(stdout).toContain('said hello engine end');
  });

  test('a dynamic resource in the program itself', async () => {
    const program = `const pulumi = require('@pulumi/pulumi');
const provider = {create: async ({n}) => ({id: 'made', outs: {twice: 2 * n}})};
class Twice extends pulumi.dynamic.Resource {
  constructor(name, n) { super(provider, name, {n, twice: undefined}); }
}
exports.twice = new Twice('four', 4).twice;
`;
    const stack = await stackOf(prepare({'index.js': program}));
    expect((await stack.up({color: 'never'})).outputs.twice?.value).toBe(8);
    await stack.destroy({color: 'never'});
  });
});
