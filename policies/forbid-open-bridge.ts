import {bridgeOption, isBridge, isFalse} from './bridge-options';
import {defineRule} from './rule';

/** Containers on such a bridge reach one another and the world. */
export const forbidOpenBridge = defineRule({
  name: 'forbid-open-bridge',
  description: 'A bridge network must be internal or keep its containers apart.',
  level: 'advisory',
  severity: 'medium',
  standards: {cis: ['2.2'], owasp: ['5'], nist: ['4.3.3']},
  tags: ['network'],
  remedy: 'Set internal: true, or the option com.docker.network.bridge.enable_icc to "false".',
  url: 'https://docs.docker.com/engine/network/drivers/bridge/',
  judges: {
    network(network, {report}) {
      if (!isBridge(network) || network.internal === true || isFalse(bridgeOption(network, 'enable_icc'))) return;
      const instead = 'set it to true, or the option com.docker.network.bridge.enable_icc to "false"';
      report('internal', 'its containers reach one another and the world', network.internal, instead);
    },
  },
});
