import type {Session} from './session';

/** A resource as Pulumi's state holds it. */
export interface Deployed {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** When Pulumi made it, RFC 3339. */
  readonly created?: string;
}

interface Exported {
  readonly resources?: readonly (Partial<Deployed> & {readonly urn: string; readonly type: string})[];
}

/** How the engine marks a secret in its state (pulumi sdk/go/common/resource, `SigKey` and `SecretSig`). */
const signature = '4dabf18193072939515e22adb298388d';

/** Values without Pulumi's own marks: secrets as they are, `__defaults` gone. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (signature in fields && typeof fields.plaintext === 'string') return plainValue(JSON.parse(fields.plaintext));
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => key !== '__defaults')
      .map(([key, inner]) => [key, plainValue(inner)]),
  );
}

/** The resources of an exported deployment. */
export function resourcesIn(deployment: unknown): Deployed[] {
  return ((deployment as Exported | undefined)?.resources ?? []).map((resource) => ({
    urn: resource.urn,
    type: resource.type,
    id: resource.id,
    created: resource.created,
    inputs: plainValue(resource.inputs ?? {}) as Record<string, unknown>,
    outputs: plainValue(resource.outputs ?? {}) as Record<string, unknown>,
  }));
}

/** Everything that a stack's state says is there, secrets included: keep it in memory. */
export async function deployedIn({stack}: Session): Promise<Deployed[]> {
  return resourcesIn((await stack.exportStack()).deployment);
}

/** A resource as a state has it, its secrets closed. */
type Stored = Deployed & {readonly protect?: boolean};

/** Puts other resources into a state, if `change` gives some; a state that has none stays as it is. */
async function rewrite({stack}: Session, change: (all: readonly Stored[]) => Stored[] | undefined): Promise<void> {
  const exported = await stack.exportStack();
  const deployment = exported.deployment as {resources?: Stored[]};
  const resources = deployment.resources && change(deployment.resources);
  if (resources) await stack.importStack({...exported, deployment: {...deployment, resources}});
}

/**
 * Takes protection off resources in the state, as `pulumi state unprotect` does, so that the next update may drop them.
 * @returns their URNs
 */
export async function unprotect(session: Session, chosen: (resource: Deployed) => boolean): Promise<string[]> {
  const found = new Set<string>();
  await rewrite(session, (all) => {
    for (const one of all) if (one.protect && chosen(one)) found.add(one.urn);
    return found.size === 0 ? undefined : all.map((one) => (found.has(one.urn) ? {...one, protect: false} : one));
  });
  return [...found];
}

/** One side of a resource as if it were of another start of the machine. */
function ofEarlierStart<T>(side: T): T {
  const environment = (side as {environment?: Record<string, unknown>} | undefined)?.environment;
  return environment?.KAILASH_BOOT_ID === undefined
    ? side
    : {...side, environment: {...environment, KAILASH_BOOT_ID: 'earlier'}};
}

/** Resources whose commands, which put files and open vaults, are run again by the next update. Pure. */
export const withCommandsUndone = <T extends Pick<Deployed, 'type' | 'inputs' | 'outputs'>>(all: readonly T[]): T[] =>
  all.map((one) =>
    one.type === types.command
      ? {...one, inputs: ofEarlierStart(one.inputs), outputs: ofEarlierStart(one.outputs)}
      : one,
  );

/** Lets the next update put all files again: those that lie there may be of another state than this one. */
export const undoCommands = (session: Session): Promise<void> => rewrite(session, withCommandsUndone);

/** The logical name at the end of a URN. */
export const logicalName = (urn: string): string => urn.split('::').at(-1) ?? urn;

/** Type tokens of the providers that are read here. */
export const types = {
  container: 'docker:index/container:Container',
  network: 'docker:index/network:Network',
  volume: 'docker:index/volume:Volume',
  command: 'command:local:Command',
  vault: 'kailash:docker:EncryptedVolume',
  certificate: 'kailash:docker:Certificate',
  password: 'random:index/randomPassword:RandomPassword',
  leaf: 'tls:index/locallySignedCert:LocallySignedCert',
  authority: 'tls:index/selfSignedCert:SelfSignedCert',
  key: 'tls:index/privateKey:PrivateKey',
} as const;
