import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {LocalWorkspace, type Stack} from '@pulumi/pulumi/automation';
import {isolated} from './temporary-stack';
import {useToolchain} from './toolchain';

/** A Pulumi program in a folder of its own, run by the language host as a user's would be. */
export interface ProgramFolder {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly remove: () => void;
}

/** Writes a program's files, by path, next to the packages of this project. */
export const programFolder = (files: Record<string, string>): ProgramFolder => {
  useToolchain();
  const folder = mkdtempSync(join(tmpdir(), 'kailash-program-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), {recursive: true});
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(resolve(__dirname, '../../node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'state'));
  const env = isolated(join(folder, 'state'));
  return {folder, env, remove: () => rmSync(folder, {recursive: true, force: true})};
};

/** The stack "test" of a program's folder. */
export const stackOf = ({folder, env}: ProgramFolder): Promise<Stack> =>
  LocalWorkspace.createOrSelectStack({stackName: 'test', workDir: folder}, {envVars: env});
