import {defineRule} from './rule';

/** Which ports an image exposes is up to whoever builds it. */
export const forbidPublishAllPorts = defineRule({
  name: 'forbid-publish-all-ports',
  description: 'Ports must be published one by one.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['5.9'], nist: ['4.4.2']},
  tags: ['network'],
  remedy: 'Remove publishAllPorts and list the ports in "ports".',
  url: 'https://docs.docker.com/engine/network/port-publishing/',
  judges: {
    container({publishAllPorts}, {report}) {
      if (publishAllPorts !== true) return;
      const wrong = 'publishes whatever the image exposes, on every interface';
      report('publishAllPorts', wrong, true, 'remove it and list the ports in "ports"');
    },
  },
});
