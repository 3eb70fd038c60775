import {addedCapabilityJudges} from './added-capabilities';
import {capability, hostCapabilities, inspectionCapabilities, rootCapabilities} from './capabilities';
import {defineRule} from './rule';

const judgedElsewhere: readonly string[] = ['ALL', ...rootCapabilities, ...hostCapabilities, ...inspectionCapabilities];

/** What is added back after dropping all is a decision, so it comes from a list. */
export const limitAddedCapabilities = defineRule<{allowed: string[]}>({
  name: 'limit-added-capabilities',
  description: 'Only allowed capabilities may be added.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.4'], owasp: ['3'], nist: ['4.4.3']},
  tags: ['isolation', 'capabilities'],
  remedy: 'Remove the capability, or let a reviewer add it to the parameter "allowed".',
  url: 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'NET_BIND_SERVICE', 'KILL'],
      description: 'Capabilities that may be added.',
    },
  },
  judges: addedCapabilityJudges(({name, spelled, at}, {report, parameters}) => {
    const allowed = parameters.allowed.map(capability);
    if (judgedElsewhere.includes(name) || allowed.includes(name)) return;
    report(at, 'is not an allowed capability', spelled, `remove it, or use one of: ${allowed.join(', ') || 'none'}`);
  }),
});
