import {defineRule} from './rule';
import {each} from './unknown';

/** An unlimited or reversed limit is none, or fails at start. */
export const limitUlimits = defineRule<{unlimited: string[]; nofile: number}>({
  name: 'limit-ulimits',
  description: 'Resource limits of processes must be bounded.',
  level: 'advisory',
  severity: 'low',
  standards: {cis: ['5.19', '2.8'], owasp: ['7'], nist: ['4.4.3']},
  tags: ['limits'],
  remedy: 'Give soft and hard a number, soft not above hard; nofile not above the parameter.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#ulimit',
  parameters: {
    unlimited: {
      type: 'array',
      items: {type: 'string'},
      default: ['memlock'],
      description: 'Limits that may be unlimited; locked memory is bounded by the memory limit.',
    },
    nofile: {type: 'number', minimum: 0, default: 1_048_576, description: 'Open files at most.'},
  },
  judges: {
    container({ulimits}, {report, parameters}) {
      each(ulimits, ({name, soft, hard}, index) => {
        const at = `ulimits[${index}]`;
        if (hard < 0 || soft < 0) {
          if (parameters.unlimited.includes(name) || name === 'nproc') return;
          report(at, `${name} is unlimited`, Math.min(soft, hard), 'write a number');
        } else if (soft > hard) {
          report(at, `${name} has a soft limit above the hard one`, soft, `write ${hard} or less`);
        } else if (name === 'nofile' && hard > parameters.nofile) {
          report(at, 'nofile is above the limit', hard, `write ${parameters.nofile} or less`);
        }
      });
    },
  },
});
