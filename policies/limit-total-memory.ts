import {defineRule} from './rule';
import {ofKind} from './stack-resources';
import {each} from './unknown';

/** Limits that add up to more than the host has protect nobody. */
export const limitTotalMemory = defineRule<{memoryMiB: number}>({
  name: 'limit-total-memory',
  description: 'The memory limits of all containers must fit the host.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.11'], owasp: ['7'], nist: ['4.4.3']},
  tags: ['limits', 'stack'],
  remedy: 'Lower the limits, or let a reviewer raise the parameter "memoryMiB".',
  url: 'https://docs.docker.com/engine/containers/resource_constraints/',
  parameters: {
    memoryMiB: {
      type: 'number',
      minimum: 0,
      default: 0,
      description: 'MiB that all containers may have together; 0: any.',
    },
  },
  judgesStack({resources, parameters, report}) {
    if (parameters.memoryMiB === 0) return;
    let sum = 0;
    each(ofKind(resources, 'container'), ({resource, props}) => {
      const before = sum;
      sum += props.memory ?? 0;
      if (before > parameters.memoryMiB || sum <= parameters.memoryMiB) return;
      const wrong = `with it the limits add up to ${sum} MiB, more than ${parameters.memoryMiB} MiB`;
      report(resource, 'memory', wrong, props.memory, 'lower the limits');
    });
  },
});
