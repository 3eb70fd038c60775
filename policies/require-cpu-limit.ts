import {defineRule} from './rule';

/** Shares only rank containers; they bound nothing while the others rest. */
export const requireCpuLimit = defineRule({
  name: 'require-cpu-limit',
  description: 'Containers must have a CPU limit.',
  level: 'mandatory',
  severity: 'low',
  standards: {cis: ['5.12'], owasp: ['7'], nist: ['4.4.3']},
  tags: ['limits'],
  remedy: 'Set "cpus"; cpuShares is no limit.',
  url: 'https://docs.docker.com/engine/containers/resource_constraints/#cpu',
  judges: {
    container({cpus, cpuQuota}, {report}) {
      if (Number(cpus ?? 0) > 0 || (cpuQuota ?? 0) > 0) return;
      report('cpus', 'may take every processor of the host', cpus, 'write a number of processors, such as "1.5"');
    },
    service({taskSpec}, {report}) {
      const nanoCpus = taskSpec?.resources?.limits?.nanoCpus;
      if ((nanoCpus ?? 0) > 0) return;
      const at = 'taskSpec.resources.limits.nanoCpus';
      report(at, 'may take every processor of its node', nanoCpus, 'write a number, 1000000000 being one processor');
    },
  },
});
