import {createHash} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';

const cache = process.env.KAILASH_CACHE || join(homedir(), '.cache', 'kailash-platform');

/** A Python that has the packages of a file of requirements; kept for the next run. */
export async function pythonWith(requirements: string): Promise<string> {
  const {stdout: version} = await execa('python3', ['--version'], {reject: false});
  const key = createHash('sha256')
    .update(`${version}\n${readFileSync(requirements, 'utf8')}`)
    .digest('hex');
  const folder = join(cache, `python-${key.slice(0, 12)}`);
  const python = join(folder, 'bin/python');
  const whole = join(folder, 'whole');
  if (existsSync(whole)) return python;
  const made = await execa('python3', ['-m', 'venv', '--clear', folder], {reject: false, all: true});
  if (made.failed) throw new Error(`python3 -m venv failed, got:\n${made.all}\ndo apt-get install python3-venv`);
  const words = ['install', '--quiet', '--no-compile', '--only-binary', ':all:', '--disable-pip-version-check'];
  await execa(python, ['-m', 'pip', ...words, '--requirement', requirements]);
  writeFileSync(whole, '');
  return python;
}
