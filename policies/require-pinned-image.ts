import {imageJudges} from './image-names';
import {builtHere, isBuiltHere, isPinned, parseImage} from './image-reference';
import {defineRule} from './rule';

/** A tag can be moved to another image at any time; a digest or an image's id cannot. */
export const requirePinnedImage = defineRule<{builtHere: string[]}>({
  name: 'require-pinned-image',
  description: 'Images must be pinned by digest.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.2', '4.12'], owasp: ['13'], nist: ['4.1.5']},
  tags: ['image', 'supply-chain'],
  remedy: 'Add "@sha256:<digest>" to the name; "docker buildx imagetools inspect <name>" prints it.',
  url: 'https://docs.docker.com/dhi/core-concepts/digests/',
  parameters: {builtHere},
  judges: imageJudges((image, at, {report, parameters}) => {
    if (isPinned(parseImage(image)) || isBuiltHere(image, parameters.builtHere)) return;
    report(at, 'is not pinned', image, 'add "@sha256:<digest>" to the name');
  }),
});
