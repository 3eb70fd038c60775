import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {UserError} from '../components/core/errors';
import {mirrorOf, policyPack} from './policies/pack';
import {nodeEnvironment, pulumiEnvironment, root, type Session} from './session';

/** What the policy pack found in a state. */
export interface Violations {
  readonly mandatory: readonly string[];
  readonly advisory: readonly string[];
}

interface Line {
  readonly policyEvent?: {
    readonly message: string;
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly resourceUrn?: string;
  };
}

/** Reads what `pulumi policy analyze --json` writes, an event a line. Pure. */
export function violationsIn(output: string): Violations {
  const found = {mandatory: new Set<string>(), advisory: new Set<string>()};
  for (const line of output.split('\n')) {
    if (!line.startsWith('{')) continue;
    const {policyEvent: event} = JSON.parse(line) as Line;
    if (!event) continue;
    const name = event.resourceUrn?.split('::').at(-1) ?? 'stack';
    const text = `${event.policyName} (${name}): ${event.message.replace(/<\{%[^%]*%\}>/g, '').trim()}`;
    found[event.enforcementLevel === 'advisory' ? 'advisory' : 'mandatory'].add(text);
  }
  return {mandatory: [...found.mandatory], advisory: [...found.advisory]};
}

/** Runs the policy pack over a stack's deployed state. */
export async function analyze(session: Session): Promise<Violations> {
  const folder = mkdtempSync(join(tmpdir(), 'kailash-policies-'));
  try {
    return await analyzed(session, folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

async function analyzed(session: Session, folder: string): Promise<Violations> {
  const {name} = session;
  const {policyPacks, policyPackConfigs} = await policyPack(folder, await mirrorOf(session));
  const args = [
    ...['policy', 'analyze', '--stack', name.stack, '--json', '--color', 'never'],
    ...policyPacks.flatMap((path) => ['--policy-pack', path]),
    ...policyPackConfigs.flatMap((path) => ['--policy-pack-config', path]),
  ];
  const env = {...pulumiEnvironment(), ...nodeEnvironment()};
  const options = {cwd: root, env, reject: false, stdin: 'ignore', timeout: 600_000} as const;
  const {exitCode, stdout, stderr} = await execa('pulumi', args, options);
  const found = violationsIn(stdout);
  if (exitCode !== 0 && found.mandatory.length === 0)
    throw new UserError(
      `policies: not analyzed, got ${JSON.stringify(stderr.trim().split('\n').at(-1) ?? '')}; run ./platform doctor`,
    );
  return found;
}
