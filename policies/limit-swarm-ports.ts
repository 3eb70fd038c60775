import {defineRule} from './rule';
import {each} from './unknown';

/** A swarm publishes a port on every interface of every node. */
export const limitSwarmPorts = defineRule<{ports: number[]}>({
  name: 'limit-swarm-ports',
  description: 'Swarm services must publish only allowed ports.',
  level: 'mandatory',
  severity: 'medium',
  standards: {cis: ['7.2'], nist: ['4.4.2']},
  tags: ['network', 'swarm'],
  remedy: 'Remove the port, or let a reviewer add it to the parameter "ports".',
  url: 'https://docs.docker.com/engine/swarm/ingress/',
  parameters: {
    ports: {type: 'array', items: {type: 'number'}, default: [], description: 'Ports that swarm services may publish.'},
  },
  judges: {
    service({endpointSpec}, {report, parameters}) {
      each(endpointSpec?.ports, ({publishedPort, targetPort}, index) => {
        if (parameters.ports.some((port) => port === publishedPort)) return;
        const wrong = `port ${targetPort} is published on every interface of every node`;
        report(`endpointSpec.ports[${index}]`, wrong, publishedPort, 'remove it, or let a reviewer allow it');
      });
    },
  },
});
