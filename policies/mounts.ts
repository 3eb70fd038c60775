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

/** The host path behind a local volume's driver options: any `device` that is an absolute path and mounted as it is. */
export function boundDevice(options: Readonly<Record<string, string>> | null | undefined): string | undefined {
  const device = options?.device;
  if (device === undefined || !device.startsWith('/')) return undefined;
  const isBind = options?.type === 'none' || (options?.o ?? '').split(',').some((o) => o === 'bind' || o === 'rbind');
  return isBind ? device : undefined;
}

/** Judges of every host path that a container, a swarm service or a volume exposes. */
export function hostPathJudges<P>(judge: (path: HostPath, subject: Subject<P>) => void): Judges<P> {
  return {
    container({volumes, mounts}, subject) {
      inTurn(
        () =>
          each(volumes, ({hostPath, containerPath, readOnly}, index) => {
            if (!hostPath) return;
            const at = `volumes[${index}].hostPath`;
            judge({source: hostPath, target: containerPath, readOnly: readOnly === true, at}, subject);
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
      const source = driver === undefined || driver === 'local' ? boundDevice(driverOpts) : undefined;
      if (source) judge({source, readOnly: hasReadOnly(driverOpts), at: 'driverOpts.device'}, subject);
    },
  };
}

const hasReadOnly = (options: Readonly<Record<string, string>> | undefined): boolean =>
  (options?.o ?? '').split(',').includes('ro');

interface Mount {
  readonly type: string;
  readonly target: string;
  readonly source?: string;
  readonly readOnly?: boolean;
  readonly volumeOptions?: {readonly driverOptions?: Readonly<Record<string, string>>};
}

function judgeMount(mount: Mount, at: string, judge: (path: HostPath) => void): void {
  const {type, target, source, readOnly} = mount;
  if (type === 'bind' && source) judge({source, target, readOnly: readOnly === true, at: `${at}.source`});
  const device = type === 'volume' ? boundDevice(mount.volumeOptions?.driverOptions) : undefined;
  if (device) {
    judge({source: device, target, readOnly: readOnly === true, at: `${at}.volumeOptions.driverOptions.device`});
  }
}
