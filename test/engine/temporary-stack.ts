import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LocalWorkspace, type PulumiFn, type Stack} from '@pulumi/pulumi/automation';
import {useToolchain} from './toolchain';

/** A stack of the real engine whose state, plugins and passphrase lie in a folder of its own. */
export interface TemporaryStack {
  readonly stack: Stack;
  readonly folder: string;
  /** Destroys what the stack holds and removes the folder. */
  readonly dispose: () => Promise<void>;
}

/** What the Pulumi CLI needs to keep everything it writes inside a folder. */
export const isolated = (folder: string): Record<string, string> => ({
  PULUMI_HOME: join(folder, 'home'),
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_CONFIG_PASSPHRASE: 'only for this test',
  PULUMI_SKIP_UPDATE_CHECK: 'true',
  PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: 'true',
});

/** The state as it lies on disk, secrets encrypted: exportStack() would show them. */
export const stateFile = ({folder}: TemporaryStack): string =>
  readFileSync(join(folder, '.pulumi/stacks/engine-test/test.json'), 'utf8');

/** Makes a stack that runs the given program. */
export const temporaryStack = async (program: PulumiFn): Promise<TemporaryStack> => {
  useToolchain();
  const folder = mkdtempSync(join(tmpdir(), 'kailash-engine-'));
  const stack = await LocalWorkspace.createStack(
    {stackName: 'test', projectName: 'engine-test', program},
    {envVars: isolated(folder)},
  );
  const dispose = async () => {
    try {
      await stack.destroy();
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  };
  return {stack, folder, dispose};
};
