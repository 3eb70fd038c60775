import {defineRule} from './rule';
import {each} from './unknown';

/** A fork bomb in one container stops the host. The provider knows no pids limit; nproc counts per user. */
export const requireProcessLimit = defineRule<{slices: string[]}>({
  name: 'require-process-limit',
  description: 'Containers must have a limit of processes.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.29'], owasp: ['7'], nist: ['4.4.3']},
  tags: ['limits'],
  remedy: 'Add an ulimit "nproc", or a cgroupParent whose slice has TasksMax and is in the parameter "slices".',
  url: 'https://docs.docker.com/engine/containers/resource_constraints/',
  parameters: {
    slices: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Control groups (cgroupParent) that bound the number of processes themselves.',
    },
  },
  judges: {
    container({ulimits, cgroupParent}, {report, parameters}) {
      if (parameters.slices.some((slice) => slice === cgroupParent)) return;
      let hard: number | undefined;
      each(ulimits, (ulimit) => {
        if (ulimit.name === 'nproc') hard = ulimit.hard;
      });
      if ((hard ?? 0) > 0) return;
      report('ulimits', 'may start any number of processes', hard, 'add {name: "nproc", soft: 4096, hard: 4096}');
    },
  },
});
