import {isFalse} from './bridge-options';
import {defineRule} from './rule';

/** Between the nodes of a swarm the packets of an overlay travel in the clear. */
export const requireEncryptedOverlay = defineRule({
  name: 'require-encrypted-overlay',
  description: 'Overlay networks must be encrypted.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['7.3'], nist: ['4.3.3']},
  tags: ['network', 'swarm'],
  remedy: 'Add the option "encrypted": "true".',
  url: 'https://docs.docker.com/engine/network/drivers/overlay/#encryption',
  judges: {
    network({driver, options}, {report}) {
      if (driver !== 'overlay' || (options?.encrypted !== undefined && !isFalse(options.encrypted))) return;
      report('options.encrypted', 'packets travel between the nodes in the clear', options?.encrypted, 'write "true"');
    },
  },
});
