import {isControlSocket, isRootEquivalent} from './host-paths';
import {hostPathJudges} from './mounts';
import {defineRule} from './rule';

/** Who can write to the host's configuration, boot files or container storage is root there. */
export const forbidWritableSystemPath = defineRule({
  name: 'forbid-writable-system-path',
  description: 'Host paths that make a container root on the host must not be mounted writable.',
  level: 'mandatory',
  severity: 'critical',
  standards: {cis: ['5.6'], owasp: ['8'], nist: ['4.5.5']},
  tags: ['isolation', 'mounts'],
  remedy: 'Mount the one file that is needed, read-only, or use a named volume.',
  url: 'https://docs.docker.com/engine/storage/bind-mounts/',
  judges: hostPathJudges(({source, readOnly, at}, {report}) => {
    if (readOnly || isControlSocket(source) || !isRootEquivalent(source)) return;
    report(
      at,
      'gives root on the host, being writable',
      source,
      'mount the one file that is needed, with readOnly: true',
    );
  }),
});
