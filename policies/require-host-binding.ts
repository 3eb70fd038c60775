import {addressKind} from './address';
import {bridgeOption, isBridge} from './bridge-options';
import {defineRule} from './rule';

/** A port published without an address then lands on this one. */
export const requireHostBinding = defineRule({
  name: 'require-host-binding',
  description: 'A bridge with a way out must pin the address that ports are published on.',
  level: 'advisory',
  severity: 'low',
  standards: {cis: ['5.14'], nist: ['4.4.2']},
  tags: ['network'],
  remedy: 'Set the option com.docker.network.bridge.host_binding_ipv4 to "127.0.0.1".',
  url: 'https://docs.docker.com/engine/network/drivers/bridge/',
  judges: {
    network(network, {report}) {
      const address = bridgeOption(network, 'host_binding_ipv4');
      if (!isBridge(network) || network.internal === true || ['loopback', 'specific'].includes(addressKind(address)))
        return;
      const at = 'options["com.docker.network.bridge.host_binding_ipv4"]';
      report(at, 'ports without an address are published on every interface', address, 'write "127.0.0.1"');
    },
  },
});
