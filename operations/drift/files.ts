import {createHash} from 'node:crypto';
import {execa} from 'execa';
import type {Deployed} from '../deployment';
import {type Difference, nothing} from './difference';

/** The files that a service was given, as its state says. */
export interface Delivery {
  readonly urn: string;
  /** Where they lie, for example `/run/kailash-platform/kailash-dev/redis`. */
  readonly folder: string;
  /** Path below the folder to mode, owner and hash. */
  readonly files: Readonly<Record<string, string>>;
  /** What puts them there, and its standard input: secret. */
  readonly command: string;
  readonly stdin: string;
}

const root = '/run/kailash-platform';

const description = (mode: string, owner: string, hash: string): string =>
  `mode ${mode}, owner ${owner}, sha256 ${hash.slice(0, 12)}`;

/** The deliveries among a stack's resources. */
export function deliveriesIn(resources: readonly Deployed[]): Delivery[] {
  return resources.flatMap(({urn, inputs}) => {
    const command = String(inputs.create ?? '');
    const [, stack, service] = /host\/deliver put (\S+) (\S+?);/.exec(command) ?? [];
    if (!stack || !service || typeof inputs.stdin !== 'string') return [];
    const {files, uid, gid} = JSON.parse(inputs.stdin) as {files: Record<string, string>; uid: number; gid: number};
    const described = Object.entries(files).map(([name, text]) => [
      name,
      description('400', `${uid}:${gid}`, createHash('sha256').update(text).digest('hex')),
    ]);
    return [
      {urn, folder: `${root}/${stack}/${service}`, files: Object.fromEntries(described), command, stdin: inputs.stdin},
    ];
  });
}

/** Reads what `find -printf '%m %U:%G ' -exec sha256sum` wrote. */
export function readListing(text: string, folder: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [mode = '', owner = '', hash = '', ...path] = line.split(/ +/);
        return [path.join(' ').slice(folder.length + 1), description(mode, owner, hash)];
      }),
  );
}

/** Compares what was delivered with what lies there. Pure. */
export function fileDifferences({urn, folder, files}: Delivery, there: Readonly<Record<string, string>>): Difference[] {
  return [...new Set([...Object.keys(files), ...Object.keys(there)])].sort().flatMap((name) =>
    files[name] === there[name]
      ? []
      : [
          {
            kind: 'file' as const,
            name: `${folder}/${name}`,
            what: 'content',
            declared: files[name] ?? nothing,
            found: there[name] ?? nothing,
            urn,
          },
        ],
  );
}

/** What lies in a folder that only root can read. Undefined where this user may not look. */
export async function listing(folder: string): Promise<Record<string, string> | undefined> {
  const find = ['find', folder, '-type', 'f', '-printf', '%m %U:%G ', '-exec', 'sha256sum', '{}', ';'];
  const [command = '', ...args] = process.getuid?.() === 0 ? find : ['sudo', '-n', ...find];
  const {exitCode, stdout, stderr} = await execa(command, args, {reject: false, stdin: 'ignore'});
  if (exitCode === 0) return readListing(stdout, folder);
  return /No such file/.test(stderr) ? {} : undefined;
}
