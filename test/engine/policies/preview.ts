import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {CustomResource} from '@pulumi/pulumi';
import {type EngineEvent, LocalWorkspace} from '@pulumi/pulumi/automation';
import type {Declared} from '../../unit/policies/harness';
import {isolated} from '../temporary-stack';
import {useToolchain} from '../toolchain';

/** The folder of the pack. */
export const pack = resolve(__dirname, '../../../policies');

/** What the engine did with a program under the pack. */
export interface Outcome {
  readonly isRefused: boolean;
  /** Everything that the CLI printed. */
  readonly output: string;
  readonly violations: readonly {
    readonly resource: string;
    readonly rule: string;
    readonly level: string;
    readonly message: string;
  }[];
  /** Inputs after remediation, by resource. */
  readonly planned: Readonly<Record<string, Record<string, unknown>>>;
  /** Names of the resources in the state afterwards, the stack's own left out. */
  readonly created: readonly string[];
}

/** How to run the program. */
export interface Run {
  readonly operation?: 'preview' | 'up';
  readonly profile?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** Another copy of the pack, or none. */
  readonly pack?: string | false;
}

class Resource extends CustomResource {}

const nameOf = (urn: string | undefined): string => urn?.split('::').at(-1) ?? '';

/** Declares the resources in a program and lets the real engine preview or update it with the pack. */
export async function runWithPack(resources: readonly Declared[], run: Run = {}): Promise<Outcome> {
  useToolchain();
  const folder = mkdtempSync(join(tmpdir(), 'kailash-policies-'));
  try {
    const program = async () => {
      for (const {type, name, inputs, opts} of resources) {
        new Resource(type, name, structuredClone(inputs), {protect: opts?.protect ?? false});
      }
    };
    const profile = join(folder, 'profile.json');
    writeFileSync(profile, JSON.stringify(run.profile ?? {}));
    const stack = await LocalWorkspace.createStack(
      {stackName: 'test', projectName: 'policies-test', program},
      {envVars: {...isolated(folder), ...run.env}},
    );
    const events: EngineEvent[] = [];
    const printed: string[] = [];
    const options = {
      ...(run.pack === false ? {} : {policyPacks: [run.pack ?? pack], policyPackConfigs: [profile]}),
      onEvent: (event: EngineEvent) => void events.push(event),
      onOutput: (text: string) => void printed.push(text),
    };
    const isRefused = await stack[run.operation ?? 'preview'](options).then(
      () => false,
      (error: Error) => {
        printed.push(error.message);
        return true;
      },
    );
    const {deployment} = await stack.exportStack();
    return {
      isRefused,
      output: printed.join(''),
      violations: events.flatMap(({policyEvent: found}) =>
        found
          ? [
              {
                resource: nameOf(found.resourceUrn),
                rule: found.policyName,
                level: found.enforcementLevel,
                message:
                  found.message
                    .replace(/<\{%[^}]*%\}>/g, '')
                    .trim()
                    .split('\n')
                    .at(-1) ?? '',
              },
            ]
          : [],
      ),
      planned: Object.fromEntries(
        events.flatMap(({resourcePreEvent: step}) =>
          step?.metadata.new ? [[nameOf(step.metadata.urn), step.metadata.new.inputs]] : [],
        ),
      ),
      created: ((deployment?.resources ?? []) as {readonly type: string; readonly urn: string}[])
        .filter(({type}) => type !== 'pulumi:pulumi:Stack' && !type.startsWith('pulumi:providers:'))
        .map(({urn}) => nameOf(urn)),
    };
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
