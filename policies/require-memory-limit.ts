import {defineRule} from './rule';

/** One container without a limit can starve all others, and the host. */
export const requireMemoryLimit = defineRule({
  name: 'require-memory-limit',
  description: 'Containers must have a memory limit.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.11'], owasp: ['7'], nist: ['4.4.3']},
  tags: ['limits'],
  remedy: 'Set "memory" to a number of MiB; a reservation is no limit.',
  url: 'https://docs.docker.com/engine/containers/resource_constraints/#memory',
  judges: {
    container({memory}, {report}) {
      if ((memory ?? 0) <= 0) report('memory', 'may take all memory of the host', memory, 'write a number of MiB');
    },
    service({taskSpec}, {report}) {
      const memory = taskSpec?.resources?.limits?.memoryBytes;
      if ((memory ?? 0) > 0) return;
      const at = 'taskSpec.resources.limits.memoryBytes';
      report(at, 'may take all memory of its node', memory, 'write a number of bytes');
    },
  },
});
