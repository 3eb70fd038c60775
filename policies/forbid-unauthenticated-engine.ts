import {defineRule} from './rule';

/** Who reaches an engine over plain TCP is root on its host. */
export const forbidUnauthenticatedEngine = defineRule({
  name: 'forbid-unauthenticated-engine',
  description: 'An engine over TCP must ask for a client certificate.',
  level: 'mandatory',
  severity: 'critical',
  standards: {cis: ['2.7'], owasp: ['1'], nist: ['4.4.3']},
  tags: ['engine'],
  remedy: 'Use ssh://, or tcp:// with caMaterial, certMaterial and keyMaterial.',
  url: 'https://docs.docker.com/engine/security/protect-access/',
  judges: {
    provider({host, caMaterial, certMaterial, keyMaterial, certPath}, {report}) {
      if (!/^(tcp|https?):\/\//i.test(host ?? '')) return;
      const hasClient = Boolean(caMaterial && certMaterial && keyMaterial);
      if (certPath || hasClient) return;
      report(
        'host',
        'the engine asks nobody who they are',
        host,
        'use ssh://, or add caMaterial, certMaterial and keyMaterial',
      );
    },
  },
});
