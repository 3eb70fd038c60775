import {secretIn} from './credential-shape';
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
      const wrong = secretIn(dataRaw ?? Buffer.from(data ?? '', 'base64').toString('utf8'));
      if (wrong) report(dataRaw === undefined ? 'data' : 'dataRaw', wrong, hidden, 'use a docker.Secret');
    },
  },
});
