import {defineRule} from './rule';

/** A container that restarts for ever hides its failure and keeps the host busy. */
export const limitRestarts = defineRule<{policies: string[]; retries: number; limitsServices: boolean}>({
  name: 'limit-restarts',
  description: 'Containers must use an allowed restart policy.',
  level: 'advisory',
  severity: 'medium',
  standards: {cis: ['5.15'], nist: ['4.4.3']},
  tags: ['availability'],
  remedy:
    'Set restart to "on-failure" with maxRetryCount 5, or to another policy that the parameter "policies" allows.',
  url: 'https://docs.docker.com/engine/containers/start-containers-automatically/',
  parameters: {
    policies: {
      type: 'array',
      items: {type: 'string'},
      default: ['no', 'on-failure', 'unless-stopped'],
      description: 'Restart policies that are allowed; the benchmark wants on-failure alone.',
    },
    retries: {type: 'number', minimum: 0, default: 5, description: 'Retries at most.'},
    limitsServices: {
      type: 'boolean',
      default: false,
      description: 'Whether swarm services are held to the number of retries too.',
    },
  },
  judges: {
    container({restart, maxRetryCount}, {report, parameters}) {
      const policy = restart || 'no';
      if (!parameters.policies.includes(policy)) {
        report('restart', 'is not an allowed restart policy', policy, `use one of: ${parameters.policies.join(', ')}`);
      } else if (policy === 'on-failure' && !(maxRetryCount && maxRetryCount <= parameters.retries)) {
        const wrong = 'restarts without an end to it';
        report('maxRetryCount', wrong, maxRetryCount, `write ${parameters.retries} or less, but not 0`);
      }
    },
    service({taskSpec}, {report, parameters}) {
      const maxAttempts = taskSpec?.restartPolicy?.maxAttempts;
      if (!parameters.limitsServices || (maxAttempts && maxAttempts <= parameters.retries)) return;
      const at = 'taskSpec.restartPolicy.maxAttempts';
      report(at, 'restarts without an end to it', maxAttempts, `write ${parameters.retries} or less, but not 0`);
    },
  },
});
