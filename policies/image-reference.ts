/** An image's name, taken apart as the daemon does. */
export interface ImageReference {
  /** Host and port of the registry; Docker Hub where the name has none. */
  readonly registry: string;
  /** Path in the registry. */
  readonly repository: string;
  readonly tag?: string;
  /** What follows the `@`. */
  readonly digest?: string;
  /** Set if the text is an image's id and no name at all. */
  readonly id?: string;
}

const hub = 'docker.io';
const sha256 = /^sha256:[0-9a-f]{64}$/;

/** Takes a reference apart: a colon before a slash is a registry's port, not a tag. */
export function parseImage(text: string): ImageReference {
  if (sha256.test(text)) return {registry: '', repository: '', id: text};
  const [name = '', digest] = text.split('@', 2);
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  const path = hasRegistry ? name.slice(slash + 1) : name;
  const colon = path.lastIndexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  return {
    registry: hasRegistry ? first : hub,
    repository: hasRegistry || repository.includes('/') ? repository : `library/${repository}`,
    tag: colon < 0 ? undefined : path.slice(colon + 1),
    digest,
  };
}

/** Whether a reference can only ever mean one image. */
export const isPinned = ({id, digest}: ImageReference): boolean => id !== undefined || sha256.test(digest ?? '');

/** Whether an image's name begins like one that is built on this machine and never pulled. */
export const isBuiltHere = (text: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => prefix !== '' && text.startsWith(prefix));

/** The parameter that names images built here. */
export const builtHere = {
  type: 'array',
  items: {type: 'string'},
  default: ['kailash-platform/'] as string[],
  description: 'Beginnings of names of images that are built on this machine.',
} as const;
