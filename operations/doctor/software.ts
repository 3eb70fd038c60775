import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {root} from '../child';
import type {Look, Row} from './machine';

/** Node.js and the npm packages. */
export const nodeAndPackages: Look = async (machine) => {
  const version = (await machine.ask('node', '--version')) ?? 'none';
  const enough = Number(version.slice(1).split('.')[0]) >= 22;
  const complete = (await machine.ask('node', join(root, 'host/door/packages-complete.cjs'), root)) !== undefined;
  return [
    {
      subject: 'Node.js',
      found: version,
      needed: '22 or newer',
      state: enough ? 'well' : 'up mends it',
      ...(!enough && install),
    },
    {
      subject: 'npm packages',
      found: complete ? 'as in package-lock.json' : 'incomplete',
      needed: 'what package-lock.json names',
      state: complete ? 'well' : 'up mends it',
      ...(!complete && install),
    },
  ];
};

const install = {mend: './platform install'};

const plugins = ['docker', 'random', 'command', 'tls'].map((name) => `pulumi-resource-${name}`);

/** Pulumi with the language host; plugins beside it, or in Pulumi's own folder where the vendor's are used. */
export const toolchain: Look = async (machine) => {
  const version = await machine.ask('pulumi', 'version');
  const needed = '3.259 with language host and plugins';
  if (version === undefined)
    return [
      {
        subject: 'Pulumi',
        found: 'none',
        needed,
        state: 'up mends it',
        mend: './platform install (builds it: ten minutes)',
      },
    ];
  const onPath = (name: string) =>
    (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
  const installed = (await machine.ask('pulumi', 'plugin', 'ls')) ?? '';
  const missing = plugins.filter((name) => !onPath(name) && !installed.includes(name.replace('pulumi-resource-', '')));
  if (!/^v?3\.259\./.test(version) || missing.length > 0)
    return [
      {
        subject: 'Pulumi',
        found: missing.length > 0 ? `${version} without ${missing.join(', ')}` : version,
        needed,
        state: 'up mends it',
        ...install,
      },
    ];
  return [{subject: 'Pulumi', found: `${version} with plugins`, needed, state: 'well'}];
};

const engineNeeded = '20.10 or newer (API 1.41)';

const absent = (found: string, state: Row['state'], mend: string): Row => ({
  subject: 'Docker engine',
  found,
  needed: engineNeeded,
  state,
  mend,
});

const whyNoEngine = async (machine: Parameters<Look>[0], output: string): Promise<Row> => {
  if (/permission denied/i.test(output))
    return absent('runs, and you may not use it', 'in the way', 'sudo usermod -aG docker "$USER", then log in again');
  if (process.env.DOCKER_HOST)
    return absent(`no answer at ${process.env.DOCKER_HOST}`, 'in the way', 'start that engine, or unset DOCKER_HOST');
  if (['/usr/sbin/dockerd', '/usr/bin/dockerd', '/usr/local/bin/dockerd'].some(machine.exists))
    return absent('installed, not running', 'up mends it', './platform install (starts it)');
  if (machine.exists('/usr/bin/apt-get'))
    return absent('none', 'up mends it', './platform install (installs docker.io with apt)');
  return absent(
    'none',
    'in the way',
    'install Docker Engine, or Docker Desktop with its integration for this distribution',
  );
};

/** The engine, with the version of its API. */
export const engine: Look = async (machine) => {
  const {status, output} = await machine.attempt(
    'docker',
    'version',
    '--format',
    '{{.Server.Version}} {{.Server.APIVersion}}',
  );
  const [, version, major, minor, api] = /^((\d+)\.(\d+)\S*) (\S+)\s*$/m.exec(output) ?? [];
  if (status !== 0 || version === undefined) return [await whyNoEngine(machine, output)];
  const enough = Number(major) > 20 || (Number(major) === 20 && Number(minor) >= 10);
  const found = `${version} (API ${api})`;
  if (!enough) return [absent(found, 'in the way', "upgrade it; Debian 12's docker.io will do")];
  return [{subject: 'Docker engine', found, needed: engineNeeded, state: 'well'}];
};
