import {type Container, type Kind, type Kinds, kindOfType} from './kinds';
import {hostPathOf} from './mounts';
import type {StackResource} from './rule';
import {each} from './unknown';

/** The resources of one kind, with their properties typed, in the order of their names: the engine's order is by chance. */
export const ofKind = <K extends Kind>(resources: readonly StackResource[], kind: K) =>
  resources
    .filter(({type}) => kindOfType[type]?.kind === kind)
    .sort((a, b) => a.urn.localeCompare(b.urn))
    .map((resource) => ({resource, props: resource.props as unknown as Kinds[K]}));

/** What a container mounts, by either of the two spellings. */
export interface MountedSource {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly kind: 'path' | 'volume';
  readonly at: string;
}

/** Visits every named volume and host path that a container mounts. */
export function eachSource({volumes, mounts}: Container, visit: (mounted: MountedSource) => void): void {
  each(
    [
      () =>
        each(volumes, (volume, index) => {
          const {volumeName, containerPath, readOnly} = volume;
          const path = hostPathOf(volume);
          const source = path?.source ?? volumeName;
          if (!source) return;
          const kind = path ? 'path' : 'volume';
          visit({source, target: containerPath ?? '', readOnly: readOnly === true, kind, at: `volumes[${index}]`});
        }),
      () =>
        each(mounts, ({type, source, target, readOnly}, index) => {
          if (!source || (type !== 'bind' && type !== 'volume')) return;
          const kind = type === 'bind' ? 'path' : 'volume';
          visit({source, target, readOnly: readOnly === true, kind, at: `mounts[${index}]`});
        }),
    ],
    (look) => look(),
  );
}
