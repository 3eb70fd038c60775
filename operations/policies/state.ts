import {UserError} from '../../components/core/errors';

/** A resource of a state file, its secrets opened where that is possible. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly protect: boolean;
}

const signature = '4dabf18193072939515e22adb298388d';
const secretSignature = '1b47061264138c4ac30d75fd1eb44270';

/** What stands for a secret that cannot be opened, as the engine writes it. */
export const closedSecret = '[secret]';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value without its wrapping: secrets that were exported in the clear are opened, others replaced. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (!isRecord(value)) return value;
  if (value[signature] === secretSignature) {
    return typeof value.plaintext === 'string' ? opened(JSON.parse(value.plaintext)) : closedSecret;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__defaults')
      .map(([key, inner]) => [key, opened(inner)]),
  );
}

/** How many inputs are secrets that could not be opened, which no rule can judge. */
export function closedIn(value: unknown): number {
  if (value === closedSecret) return 1;
  const parts = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return parts.reduce<number>((sum, part) => sum + closedIn(part), 0);
}

/** Takes the resources out of what `pulumi stack export` wrote; components and providers are among them. */
export function readState(text: string, where: string): StateResource[] {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${where}: is no JSON, got ${(cause as Error).message}; write it with "pulumi stack export"`, {
      cause,
    });
  }
  const deployment = isRecord(state) && isRecord(state.deployment) ? state.deployment : undefined;
  if (!deployment) throw new UserError(`${where}: holds no deployment; write it with "pulumi stack export"`);
  const resources = Array.isArray(deployment.resources) ? deployment.resources.filter(isRecord) : [];
  return resources
    .filter((resource) => resource.delete !== true)
    .map((resource) => ({
      urn: String(resource.urn),
      type: String(resource.type),
      name: String(resource.urn).split('::').at(-1) ?? '',
      inputs: opened(resource.inputs ?? {}) as Record<string, unknown>,
      outputs: opened(resource.outputs ?? {}) as Record<string, unknown>,
      protect: resource.protect === true,
    }));
}
