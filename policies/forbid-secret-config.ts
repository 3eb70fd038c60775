import {credentialArguments, credentialUrl} from './credential-shape';
import {hidden} from './message';
import {defineRule} from './rule';

/** Swarm configs are not encrypted and are shown by docker config inspect. */
export const forbidSecretConfig = defineRule({
  name: 'forbid-secret-config',
  description: 'Swarm configs must not hold secrets.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['7.4'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets', 'swarm'],
  remedy: 'Use a docker.Secret.',
  url: 'https://docs.docker.com/engine/swarm/configs/',
  judges: {
    serviceConfig({data, dataRaw}, {report}) {
      const text = dataRaw ?? Buffer.from(data ?? '', 'base64').toString('utf8');
      const at = dataRaw === undefined ? 'data' : 'dataRaw';
      const lines = text.split('\n').map((line) => line.replace(/^\s*(["']?)([\w.-]+)\1\s*[:=]\s*/, '$2='));
      const [name] = credentialArguments(lines);
      if (name) report(at, `${name} looks like a secret`, hidden, 'use a docker.Secret');
      else if (text.includes('PRIVATE KEY-----')) report(at, 'holds a private key', hidden, 'use a docker.Secret');
      else if (credentialUrl(text)) report(at, 'holds a URL with a password', hidden, 'use a docker.Secret');
    },
  },
});
