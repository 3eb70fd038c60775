import {defineRule} from './rule';
import {each} from './unknown';

/** The default 0444 lets every user in the container read the secret. */
export const limitSecretMode = defineRule({
  name: 'limit-secret-mode',
  description: 'Secrets of swarm services must be readable by their owner only.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['7.4'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets', 'swarm'],
  remedy: "Set fileMode to 0o400, and fileUid to the service's user.",
  url: 'https://docs.docker.com/engine/swarm/secrets/',
  judges: {
    service({taskSpec}, {report}) {
      each(taskSpec?.containerSpec?.secrets, ({fileMode, fileName}, index) => {
        const mode = fileMode ?? 0o444;
        if ((mode & 0o077) === 0) return;
        const wrong = `${fileName} may be read by more than its owner`;
        report(`taskSpec.containerSpec.secrets[${index}].fileMode`, wrong, `0${mode.toString(8)}`, 'write 0o400');
      });
    },
  },
});
