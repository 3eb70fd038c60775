import {defineRule} from './rule';

/** A protected volume survives a mistaken destroy. */
export const requireProtectedVolume = defineRule({
  name: 'require-protected-volume',
  description: 'Volumes must be protected from deletion.',
  level: 'advisory',
  severity: 'low',
  standards: {nist: ['4.5.5']},
  tags: ['data'],
  remedy: 'Set the resource option protect: true (and retainOnDelete, which policies cannot see).',
  url: 'https://www.pulumi.com/docs/iac/concepts/options/protect/',
  judges: {
    volume(_, {report, opts}) {
      if (!opts.protect) report('opts.protect', 'a mistaken destroy deletes its data', opts.protect, 'write true');
    },
  },
});
