import {endOfLife} from './end-of-life';
import {today} from './exceptions';
import {imageJudges} from './image-names';
import {builtHere, isBuiltHere, parseImage} from './image-reference';
import {defineRule} from './rule';

/** Faults found after that day are never mended. */
export const forbidEndOfLifeImage = defineRule<{builtHere: string[]; graceDays: number}>({
  name: 'forbid-end-of-life-image',
  description: 'Images must not be past the end of their support.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.4'], owasp: ['0'], nist: ['4.1.1']},
  tags: ['image', 'supply-chain'],
  remedy: 'Move to a version that its makers still mend.',
  url: 'https://endoflife.date',
  parameters: {
    builtHere,
    graceDays: {
      type: 'number',
      minimum: 0,
      default: 0,
      description: 'Days after the end of support on which the image is still accepted.',
    },
  },
  judges: imageJudges((image, at, {report, parameters}) => {
    const {repository, tag} = parseImage(image);
    const ended = tag === undefined ? undefined : endOfLife(repository, tag);
    if (!ended || isBuiltHere(image, parameters.builtHere)) return;
    const lastDay = new Date(Date.parse(ended.ends) + parameters.graceDays * 86_400_000).toISOString().slice(0, 10);
    if (today() < lastDay) return;
    const wrong = `is not supported since ${ended.ends} (${ended.source})`;
    report(at, wrong, image, 'move to a version that its makers still mend');
  }),
});
