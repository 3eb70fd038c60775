import {type Gateways, gateways, serviceOf} from './ownership';
import {defineRule} from './rule';

/** A data service that can reach the internet can send its data there. */
export const requireInternalNetwork = defineRule<Gateways>({
  name: 'require-internal-network',
  description: 'The network of a service must be internal.',
  level: 'mandatory',
  severity: 'high',
  standards: {owasp: ['5'], nist: ['4.4.2']},
  tags: ['network', 'stack'],
  remedy: 'Set internal to true; the gateway alone has a way out.',
  url: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
  parameters: {
    gateways,
  },
  judges: {
    network({labels, internal}, {report, parameters}) {
      const service = serviceOf({labels});
      if (service === undefined || parameters.gateways.includes(service) || internal === true) return;
      report('internal', `the service "${service}" has a way out`, internal, 'write true');
    },
  },
});
