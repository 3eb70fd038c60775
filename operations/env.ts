import {delimiter, dirname} from 'node:path';
import {execa} from 'execa';
import {commandLine} from '../components/targets/docker/shell';
import {pulumiEnvironment} from './session';

/** The folder of a program that the door put on the PATH. */
async function folderOf(name: string): Promise<string> {
  const {stdout} = await execa('sh', ['-c', 'command -v "$0"', name]);
  return dirname(stdout);
}

/** `./platform env`: what a shell needs for plain `pulumi` on the same stacks, as `export` lines. */
export async function env(): Promise<number> {
  const path = [...new Set([dirname(process.execPath), await folderOf('pulumi')])].join(delimiter);
  console.log(`export PATH=${commandLine([path])}:"$PATH"`);
  for (const [name, value] of Object.entries(pulumiEnvironment(console.error)))
    console.log(`export ${name}=${commandLine([value])}`);
  return 0;
}
