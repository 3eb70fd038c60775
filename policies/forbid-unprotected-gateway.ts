import {bridgeOption} from './bridge-options';
import {defineRule} from './rule';

const wrong = 'opens unpublished ports of its containers to other machines';
const at = (name: string) => `options["com.docker.network.bridge.${name}"]`;

/** Such a mode lets other machines reach every port of every container, published or not. */
export const forbidUnprotectedGateway = defineRule({
  name: 'forbid-unprotected-gateway',
  description: 'A bridge must not open its containers to the network outside.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.4.2']},
  tags: ['network'],
  remedy: 'Remove the option; "nat" is the default mode.',
  url: 'https://docs.docker.com/engine/network/drivers/bridge/',
  judges: {
    network(network, {report}) {
      for (const name of ['gateway_mode_ipv4', 'gateway_mode_ipv6']) {
        const mode = bridgeOption(network, name);
        if (mode === 'nat-unprotected' || mode === 'routed') report(at(name), wrong, mode, 'remove it');
      }
      const trusted = bridgeOption(network, 'trusted_host_interfaces');
      if (trusted) report(at('trusted_host_interfaces'), wrong, trusted, 'remove it');
    },
  },
});
