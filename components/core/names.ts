import {createHash} from 'node:crypto';

/** Which stack a resource belongs to. */
export interface StackName {
  /** The Pulumi project's name. */
  readonly project: string;
  readonly stack: string;
}

/** Docker allows 128 characters in a container's name, a DNS label 63 (RFC 1035, 2.3.4): the smaller bound holds. */
const longest = 63;

/** The name that a resource has in the engine: `<project>-<stack>-<part>…`, lower case, cut with a hash if too long. */
export function physicalName({project, stack}: StackName, ...parts: readonly string[]): string {
  const whole = [project, stack, ...parts]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-');
  if (whole.length <= longest) return whole;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, longest - 9)}-${hash}`;
}

/** The prefix of every label that we set. */
export const labelPrefix = 'io.kailash';

/** Labels that say whose a resource is. */
export function ownerLabels(name: StackName, service: string): Record<string, string> {
  return {
    [`${labelPrefix}.managed-by`]: 'kailash-platform',
    [`${labelPrefix}.owner`]: 'platform-team',
    [`${labelPrefix}.project`]: name.project,
    [`${labelPrefix}.service`]: service,
    [`${labelPrefix}.stack`]: name.stack,
  };
}

/** Where the files of one service lie on the engine's host; the folder is a tmpfs. */
export const filesRoot = '/run/kailash-platform';
