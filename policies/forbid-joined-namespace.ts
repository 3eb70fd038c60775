import {defineRule} from './rule';

/** Two containers in one namespace are one to an attacker. */
export const forbidJoinedNamespace = defineRule<{allowed: string[]}>({
  name: 'forbid-joined-namespace',
  description: "Containers must not join another container's namespaces.",
  level: 'mandatory',
  severity: 'medium',
  standards: {nist: ['4.3.3']},
  tags: ['isolation'],
  remedy: 'Remove it and let the two talk over a network.',
  url: 'https://docs.docker.com/engine/containers/run/',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Values that are allowed, such as "container:proxy".',
    },
  },
  judges: {
    container({networkMode, pidMode, ipcMode}, {report, parameters}) {
      const modes = {networkMode, pidMode, ipcMode};
      for (const [at, mode] of Object.entries(modes)) {
        if (!mode?.startsWith('container:') || parameters.allowed.includes(mode)) continue;
        report(at, "joins another container's namespace", mode, 'remove it and let the two talk over a network');
      }
    },
  },
});
