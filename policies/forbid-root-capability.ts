import {addedCapabilityJudges} from './added-capabilities';
import {rootCapabilities} from './capabilities';
import {defineRule} from './rule';

/** With it a process loads kernel modules, mounts file systems or writes to the host's memory. */
export const forbidRootCapability = defineRule({
  name: 'forbid-root-capability',
  description: 'Capabilities that amount to root on the host must not be added.',
  level: 'mandatory',
  severity: 'critical',
  standards: {cis: ['5.4'], owasp: ['3'], nist: ['4.4.3']},
  tags: ['isolation', 'capabilities'],
  remedy: 'Remove the capability; find the narrower one that the process needs.',
  url: 'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  judges: addedCapabilityJudges(({name, spelled, at}, {report}) => {
    if (rootCapabilities.some((known) => known === name)) {
      report(at, 'amounts to root on the host', spelled, 'remove it');
    }
  }),
});
