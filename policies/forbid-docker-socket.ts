import {isControlSocket} from './host-paths';
import {hostPathJudges} from './mounts';
import {defineRule} from './rule';

/** Whoever can write to the engine's socket is root on the host; a read-only mount of it can be written to all the same. */
export const forbidDockerSocket = defineRule({
  name: 'forbid-docker-socket',
  description: "Containers must not reach the container runtime's control socket.",
  level: 'mandatory',
  severity: 'critical',
  standards: {cis: ['5.32'], owasp: ['1'], nist: ['4.4.3']},
  tags: ['isolation', 'mounts'],
  remedy: 'Remove the mount; what needs the engine talks to a proxy that allows single calls.',
  url: 'https://docs.docker.com/engine/security/protect-access/',
  judges: hostPathJudges(({source, at}, {report}) => {
    if (!isControlSocket(source)) return;
    report(at, "exposes the container runtime's control socket", source, 'remove the mount');
  }),
});
