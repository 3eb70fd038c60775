import type {Judges, Subject} from './rule';
import {each, inTurn} from './unknown';

/** A folder or file of the host that a container sees, under whatever name it is declared. */
export interface HostPath {
  readonly source: string;
  /** Path in the container; absent for a volume, which says it where it is used. */
  readonly target?: string;
  readonly readOnly: boolean;
  readonly at: string;
}

type Options = Readonly<Record<string, string>> | null | undefined;

/** The words of the option `o` of a local volume, as `mount -o` takes them. */
export const mountWords = (options: Options): string[] => (options?.o ?? '').split(',').map((word) => word.trim());

/**
 * The host paths behind a local volume's driver options: a `device` that is mounted as it is, which the daemon takes from
 * its working directory `/`, and the layers of an overlay.
 */
export function pathsBehind(options: Options): Omit<HostPath, 'target'>[] {
  const {device, type} = options ?? {};
  const words = mountWords(options);
  const readOnly = words.includes('ro');
  if (type === 'overlay') {
    return words.flatMap((word) => {
      const [key = '', value = ''] = word.split('=', 2);
      const folders = ['lowerdir', 'upperdir', 'workdir'].includes(key) ? value.split(':') : [];
      return folders.map((source) => ({source, readOnly: readOnly || key === 'lowerdir', at: 'o'}));
    });
  }
  const isBind = type === 'none' || words.includes('bind') || words.includes('rbind');
  return device && isBind ? [{source: device.startsWith('/') ? device : `/${device}`, readOnly, at: 'device'}] : [];
}

/** The host path of an entry of `volumes`: the daemon takes a volume's name that begins with a slash for one. */
export function hostPathOf({hostPath, volumeName}: {hostPath?: string; volumeName?: string}) {
  if (hostPath) return {source: hostPath, at: 'hostPath'};
  const name = volumeName ?? '';
  return /^[/\\]/.test(name) ? {source: name, at: 'volumeName'} : undefined;
}

/** Judges of every host path that a container, a swarm service or a volume exposes. */
export function hostPathJudges<P>(judge: (path: HostPath, subject: Subject<P>) => void): Judges<P> {
  return {
    container({volumes, mounts}, subject) {
      inTurn(
        () =>
          each(volumes, (volume, index) => {
            const path = hostPathOf(volume);
            if (!path) return;
            const {containerPath: target, readOnly} = volume;
            const at = `volumes[${index}].${path.at}`;
            judge({source: path.source, target, readOnly: readOnly === true, at}, subject);
          }),
        () => each(mounts, (mount, index) => judgeMount(mount, `mounts[${index}]`, (path) => judge(path, subject))),
      );
    },
    service({taskSpec}, subject) {
      each(taskSpec?.containerSpec?.mounts, (mount, index) =>
        judgeMount(mount, `taskSpec.containerSpec.mounts[${index}]`, (path) => judge(path, subject)),
      );
    },
    volume({driver, driverOpts}, subject) {
      if (driver && driver !== 'local') return;
      each(pathsBehind(driverOpts), (path) => judge({...path, at: `driverOpts.${path.at}`}, subject));
    },
  };
}

interface Mount {
  readonly type: string;
  readonly target: string;
  readonly source?: string;
  readonly readOnly?: boolean;
  readonly volumeOptions?: {readonly driverOptions?: Readonly<Record<string, string>>};
}

function judgeMount(mount: Mount, at: string, judge: (path: HostPath) => void): void {
  const {type, target, source, readOnly} = mount;
  const isPath = type === 'bind' || type === 'npipe';
  if (isPath && source) judge({source, target, readOnly: readOnly === true, at: `${at}.source`});
  each(type === 'volume' ? pathsBehind(mount.volumeOptions?.driverOptions) : [], (path) =>
    judge({
      ...path,
      target,
      readOnly: readOnly === true || path.readOnly,
      at: `${at}.volumeOptions.driverOptions.${path.at}`,
    }),
  );
}
