import {readSettings} from '../../../components/core/settings';
import {services} from '../../../components/services';
import {imagesOf} from '../../../components/services/parts';
import {dockerStack} from '../../../components/targets/docker';
import {officialReference} from '../../../operations/images';
import {declaredBy} from '../targets/declared';
import {digest} from './fixtures';
import type {Declared} from './harness';

/** What policies see of an input: secrets in the clear, and ids of images that look like ones. */
function opened(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^sha256:.*-image$/, digest);
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  if ('4dabf18193072939515e22adb298388d' in record) return opened(record.value);
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, opened(inner)]));
}

/** What our own program declares with every service on, the official images where their digest is known. */
export async function ownStack(encryption: string): Promise<Declared[]> {
  const settings = readSettings(
    {encryption, ...(encryption === 'off' ? {encryptionReason: 'a test stack'} : {})},
    {
      definitions: services,
      enabled: Object.keys(services),
      memoryMiB: 1_000_000,
      processors: 64,
      besidesMiB: {small: 0, medium: 0, large: 0},
      stack: 'test',
    },
  );
  const images = new Map(
    imagesOf(settings).map((image) => [image.local, image.digest ? officialReference(image) : digest]),
  );
  const stack = {project: 'kailash', stack: 'test'};
  const {resources} = await declaredBy(() => dockerStack({stack, settings, images}));
  return [...resources.values()].map(({type, name, inputs, opts}) => ({
    type,
    name,
    inputs: opened(inputs) as Record<string, unknown>,
    opts: {protect: opts.protect === true},
  }));
}
