import {addedCapabilityJudges} from './added-capabilities';
import {hostCapabilities} from './capabilities';
import {defineRule} from './rule';

/** With it a process changes what all containers and the host share. */
export const forbidHostCapability = defineRule({
  name: 'forbid-host-capability',
  description: "Capabilities that reach into the host's network, clock or kernel must not be added.",
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.4'], owasp: ['3'], nist: ['4.4.3']},
  tags: ['isolation', 'capabilities'],
  remedy: 'Remove the capability; find the narrower one that the process needs.',
  url: 'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  judges: addedCapabilityJudges(({name, spelled, at}, {report}) => {
    if (hostCapabilities.some((known) => known === name)) {
      report(at, "reaches into the host's network, clock, kernel or scheduling", spelled, 'remove it');
    }
  }),
});
