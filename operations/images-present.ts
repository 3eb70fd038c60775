import type {Definition} from '../components/core/definition';
import {UserError} from '../components/core/errors';
import type {Settings} from '../components/core/settings';
import {missingImages, resolveImages} from './images';

/**
 * References of the images by folder.
 * @throws UserError where an image that is built here is not there yet, as the engine would ask a registry for it
 */
export async function presentImages(
  images: readonly Definition['image'][],
  {images: source, mirror}: Pick<Settings, 'images' | 'mirror'>,
): Promise<Map<string, string>> {
  const references = await resolveImages(images, source, {mirror});
  const local = [...references.values()].filter((reference) => reference.startsWith('kailash-platform/'));
  const missing = await missingImages(local);
  if (missing.length > 0)
    throw new UserError(`images: not built yet, got none of ${missing.join(', ')}; run ./platform images`);
  return references;
}
