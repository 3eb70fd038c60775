import {capability} from './capabilities';
import type {Judges, Subject} from './rule';
import {each} from './unknown';

/** Judges of every capability that is added, in the daemon's spelling. */
export function addedCapabilityJudges<P>(
  judge: (added: {readonly name: string; readonly spelled: string; readonly at: string}, subject: Subject<P>) => void,
): Judges<P> {
  const list = (adds: readonly string[] | undefined, at: string, subject: Subject<P>) =>
    each(adds, (spelled, index) => judge({name: capability(spelled), spelled, at: `${at}[${index}]`}, subject));
  return {
    container: ({capabilities}, subject) => list(capabilities?.adds, 'capabilities.adds', subject),
    service: ({taskSpec}, subject) => list(taskSpec?.containerSpec?.capAdds, 'taskSpec.containerSpec.capAdds', subject),
  };
}
