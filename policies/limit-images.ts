import {imageJudges} from './image-names';
import {builtHere, isBuiltHere, parseImage} from './image-reference';
import {defineRule} from './rule';

/** A reviewer can say which images a stack may run. */
export const limitImages = defineRule<{repositories: string[]; builtHere: string[]}>({
  name: 'limit-images',
  description: 'Only allowed images may run.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.2'], owasp: ['13'], nist: ['4.4.5']},
  tags: ['image', 'supply-chain'],
  remedy: 'Use an allowed image, or let a reviewer add it to the parameter "repositories".',
  url: 'https://docs.docker.com/docker-hub/image-library/trusted-content/',
  parameters: {
    repositories: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Images that may run, as registry/path without tag; none listed: any.',
    },
    builtHere,
  },
  judges: imageJudges((image, at, {report, parameters}) => {
    const {id, registry, repository} = parseImage(image);
    if (parameters.repositories.length === 0 || id !== undefined || isBuiltHere(image, parameters.builtHere)) return;
    if (parameters.repositories.includes(`${registry}/${repository}`)) return;
    report(at, 'is not an allowed image', image, 'use an allowed image, or let a reviewer add this one');
  }),
});
