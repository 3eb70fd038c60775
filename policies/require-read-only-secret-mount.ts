import {isWithin, normalPath, throughLink} from './host-paths';
import {defineRule} from './rule';
import {eachSource} from './stack-resources';
import {each, inTurn} from './unknown';

/** What a container cannot change it cannot change for others either. */
export const requireReadOnlySecretMount = defineRule<{paths: string[]}>({
  name: 'require-read-only-secret-mount',
  description: 'Secrets, configuration and certificates must be mounted read-only.',
  level: 'mandatory',
  severity: 'high',
  standards: {owasp: ['8', '12'], nist: ['4.1.4']},
  tags: ['secrets', 'mounts', 'stack'],
  remedy: 'Set readOnly to true.',
  url: 'https://docs.docker.com/engine/storage/bind-mounts/#use-a-read-only-bind-mount',
  parameters: {
    paths: {
      type: 'array',
      items: {type: 'string'},
      default: ['/run/secrets', '/run/config', '/run/tls'],
      description: 'Folders of a container that hold secrets, configuration and certificates.',
    },
  },
  judges: {
    container(container, {report, parameters}) {
      const isSecret = (path: string) =>
        parameters.paths.some((folder) => isWithin(throughLink(normalPath(path)), folder));
      inTurn(
        () =>
          eachSource(container, ({target, readOnly, at}) => {
            if (readOnly || !isSecret(target)) return;
            report(`${at}.readOnly`, `${target} is writable`, readOnly, 'write true');
          }),
        () =>
          each(container.uploads, ({file}, index) => {
            if (isSecret(file))
              report(`uploads[${index}].file`, 'stays in a layer on the disk', file, 'mount it read-only');
          }),
      );
    },
  },
});
