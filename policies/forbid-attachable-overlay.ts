import {defineRule} from './rule';

/** Any container of any node may then join. */
export const forbidAttachableOverlay = defineRule({
  name: 'forbid-attachable-overlay',
  description: 'Overlay networks must not be attachable.',
  level: 'advisory',
  severity: 'low',
  standards: {nist: ['4.3.3']},
  tags: ['network', 'swarm'],
  remedy: 'Remove attachable.',
  url: 'https://docs.docker.com/engine/network/drivers/overlay/',
  judges: {
    network({driver, attachable}, {report}) {
      if (driver === 'overlay' && attachable === true)
        report('attachable', 'any container may join', true, 'remove it');
    },
  },
});
