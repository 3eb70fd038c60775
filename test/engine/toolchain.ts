import {execFileSync} from 'node:child_process';
import {delimiter, resolve} from 'node:path';

let folder: string | undefined;

/** Builds Pulumi and its plugins where that is still to do, puts them first on PATH and says where they are. */
export const useToolchain = (): string => {
  if (folder === undefined) {
    const build = resolve(__dirname, '../../toolchain/build');
    folder = execFileSync(build, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']}).trim();
    process.env.PATH = `${folder}${delimiter}${process.env.PATH ?? ''}`;
  }
  return folder;
};
