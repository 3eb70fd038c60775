import {join} from 'node:path';
import {UserError} from '../../components/core/errors';
import {run} from './docker';

const script = join(__dirname, '..', '..', 'images', 'base', 'build.sh');
const seconds = (started: number): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
const lastLines = (text: string, count = 15): string => text.split('\n').slice(-count).join('\n');

const commands = {mmdebstrap: 'mmdebstrap', flock: 'util-linux'} as const;

/** Makes sure that this machine has what builds a base image: mmdebstrap with Debian's keys, and flock. */
export const installBuildPackages = async (onLine: (line: string) => void): Promise<void> => {
  const missing: string[] = [];
  for (const [command, debianPackage] of Object.entries(commands)) {
    if ((await run('sh', ['-c', `command -v ${command}`])).code !== 0) missing.push(debianPackage);
  }
  if (missing.length === 0) return;
  const started = Date.now();
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo'];
  const packages = [...missing, 'debian-archive-keyring'];
  const by = asRoot.length > 0 ? ' with sudo' : '';
  onLine(`packages ${packages.join(', ')}: installing${by}, to build images`);
  for (const args of [
    ['update', '-qq'],
    ['install', '-qq', '--yes', '--no-install-recommends', ...packages],
  ]) {
    const [command = '', ...rest] = [...asRoot, 'apt-get', ...args];
    const {code, output} = await run(command, rest);
    if (code !== 0 && args[0] === 'install') {
      throw new UserError(
        `images: cannot install ${packages.join(', ')}, got:\n${lastLines(output)}\ndo install them, then run this again`,
      );
    }
  }
  onLine(`packages ${packages.join(', ')}: installed, ${seconds(started)}`);
};

/** Builds the image of one tag; the script does nothing when another process was faster. */
export const buildImage = async (tag: string, base: string, onLine: (line: string) => void): Promise<void> => {
  const folder = tag.replace(/^kailash-platform\//, '').replace(/:.*$/, '');
  const started = Date.now();
  const {code, output} = await run('bash', [script, folder, tag, ...(folder === 'base' ? [] : [base])]);
  if (code !== 0) {
    throw new UserError(
      `images/${folder}: the build failed, got:\n${lastLines(output)}\ncheck the network and the disk, then run this again`,
    );
  }
  onLine(`image ${folder}: built out of package registries, ${seconds(started)}`);
};
