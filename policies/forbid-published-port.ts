import {type Gateways, gateways, serviceOf} from './ownership';
import {defineRule} from './rule';
import {each} from './unknown';

/** One door is watched more easily than ten. */
export const forbidPublishedPort = defineRule<Gateways>({
  name: 'forbid-published-port',
  description: 'Only the gateway may publish ports.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.9'], owasp: ['5a'], nist: ['4.4.2']},
  tags: ['network', 'stack'],
  remedy: 'Remove the ports and publish the service through the gateway.',
  url: 'https://docs.docker.com/engine/network/port-publishing/',
  parameters: {
    gateways,
  },
  judges: {
    container(container, {report, parameters}) {
      const service = serviceOf({labels: container.labels});
      if (service === undefined || parameters.gateways.includes(service)) return;
      each(container.ports, ({internal}, index) => {
        report(
          `ports[${index}]`,
          `the service "${service}" publishes a port itself`,
          internal,
          'publish it through the gateway',
        );
      });
    },
  },
});
