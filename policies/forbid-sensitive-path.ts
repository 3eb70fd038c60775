import {isControlSocket, isRootEquivalent, isSensitive} from './host-paths';
import {hostPathJudges} from './mounts';
import {defineRule} from './rule';

/** Some host paths give away credentials or state of the host to whoever can read them. */
export const forbidSensitivePath = defineRule<{allowed: string[]}>({
  name: 'forbid-sensitive-path',
  description: 'Sensitive host paths must not be mounted, not even read-only.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.6'], owasp: ['8'], nist: ['4.5.5']},
  tags: ['isolation', 'mounts'],
  remedy: 'Use a named volume, or a folder of its own that holds nothing but what the container needs.',
  url: 'https://docs.docker.com/engine/storage/bind-mounts/',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      default: ['/run/kailash-platform'],
      description: 'Folders that may be mounted all the same.',
    },
  },
  judges: hostPathJudges(({source, readOnly, at}, {report, parameters}) => {
    if (isControlSocket(source) || (!readOnly && isRootEquivalent(source))) return;
    if (!isSensitive(source, parameters.allowed)) return;
    report(
      at,
      'shows the container state or credentials of the host',
      source,
      'use a named volume or a folder of its own',
    );
  }),
});
