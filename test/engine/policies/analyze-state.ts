import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Declared} from '../../unit/policies/harness';
import {isolated} from '../temporary-stack';
import {useToolchain} from '../toolchain';
import {type Outcome, pack} from './preview';

/** A state file that holds these resources, as `pulumi stack export` would write it. */
const stateOf = (resources: readonly Declared[]) => ({
  version: 3,
  deployment: {
    manifest: {time: '2026-11-27T00:00:00Z', magic: '', version: ''},
    resources: resources.map(({type, name, inputs, opts}) => ({
      urn: `urn:pulumi:test::policies-test::${type}::${name}`,
      custom: true,
      id: name,
      type,
      inputs,
      outputs: inputs,
      protect: opts?.protect ?? false,
    })),
  },
});

/** Lets the real engine judge a state file with the pack: no backend, no program, no provider. */
export async function analyzeState(
  resources: readonly Declared[],
): Promise<Pick<Outcome, 'output' | 'violations'> & {readonly status: number}> {
  useToolchain();
  const folder = mkdtempSync(join(tmpdir(), 'kailash-policies-'));
  try {
    const file = join(folder, 'state.json');
    writeFileSync(file, JSON.stringify(stateOf(resources)));
    const args = ['policy', 'analyze', '--policy-pack', pack, '--file', file, '--non-interactive', '--json'];
    const child = spawn('pulumi', args, {
      env: {...process.env, ...isolated(folder)},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
    return {status, output: output + errors, violations: violationsIn(output)};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
  readonly message: string;
}

/** Policy events of the lines of JSON that the CLI prints. */
const violationsIn = (output: string): Outcome['violations'] =>
  output
    .split('\n')
    .filter((line) => line.includes('policyEvent'))
    .map((line) => (JSON.parse(line) as {readonly policyEvent: PolicyEvent}).policyEvent)
    .map(({resourceUrn, policyName, enforcementLevel, message}) => ({
      resource: resourceUrn?.split('::').at(-1) ?? '',
      rule: policyName,
      level: enforcementLevel,
      message:
        message
          .replace(/<\{%[^}]*%\}>/g, '')
          .trim()
          .split('\n')
          .at(-1) ?? '',
    }));
