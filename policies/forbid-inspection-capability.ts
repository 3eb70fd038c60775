import {addedCapabilityJudges} from './added-capabilities';
import {inspectionCapabilities} from './capabilities';
import {defineRule} from './rule';

/** With it a process reads the memory of others or any file of the host that it can name. */
export const forbidInspectionCapability = defineRule({
  name: 'forbid-inspection-capability',
  description: 'Capabilities that read other processes or past file permissions must not be added.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.4'], owasp: ['3'], nist: ['4.4.3']},
  tags: ['isolation', 'capabilities'],
  remedy: 'Remove the capability; find the narrower one that the process needs.',
  url: 'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  judges: addedCapabilityJudges(({name, spelled, at}, {report}) => {
    if (inspectionCapabilities.some((known) => known === name)) {
      report(at, 'reads other processes or past file permissions', spelled, 'remove it');
    }
  }),
});
