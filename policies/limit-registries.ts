import {imageJudges} from './image-names';
import {parseImage} from './image-reference';
import {defineRule} from './rule';

/** Where an image comes from decides who can change what runs. */
export const limitRegistries = defineRule<{registries: string[]}>({
  name: 'limit-registries',
  description: 'Images must come from allowed registries.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.2'], owasp: ['13'], nist: ['4.1.5']},
  tags: ['image', 'supply-chain'],
  remedy: 'Use an image of an allowed registry, or let a reviewer add the registry to the parameter "registries".',
  url: 'https://docs.docker.com/reference/cli/docker/image/tag/#description',
  parameters: {
    registries: {
      type: 'array',
      items: {type: 'string'},
      default: ['docker.io', 'quay.io', 'docker.elastic.co'],
      description: 'Registries that images may be pulled from, with port.',
    },
  },
  judges: imageJudges((image, at, {report, parameters}) => {
    const {id, registry} = parseImage(image);
    if (id !== undefined || parameters.registries.includes(registry)) return;
    report(at, 'comes from a registry that is not allowed', image, `use one of: ${parameters.registries.join(', ')}`);
  }),
});
