import {addressKind} from './address';
import {defineRule} from './rule';
import {each} from './unknown';

/** A port without an address is reachable from every network the host is on, past its firewall. */
export const requireLoopbackPort = defineRule<{addresses: string[]}>({
  name: 'require-loopback-port',
  description: 'Published ports must be bound to a loopback address.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['5.14'], owasp: ['5a'], nist: ['4.4.2']},
  tags: ['network'],
  remedy: 'Set "ip" of the port to "127.0.0.1"; for another address a reviewer lists it in the parameter "addresses".',
  url: 'https://docs.docker.com/engine/network/port-publishing/',
  parameters: {
    addresses: {
      type: 'array',
      items: {type: 'string'},
      default: [],
      description: 'Addresses besides loopback that ports may be published on.',
    },
  },
  judges: {
    container({ports}, {report, parameters}) {
      each(ports, ({ip, internal}, index) => {
        const kind = addressKind(ip);
        if (kind === 'loopback' || parameters.addresses.some((address) => address === ip)) return;
        const wrong = {
          wildcard: `port ${internal} is published on every interface`,
          specific: `port ${internal} is published beyond this host`,
          invalid: `the address of port ${internal} cannot be read`,
        }[kind];
        report(`ports[${index}].ip`, wrong, ip, 'write "127.0.0.1"');
      });
    },
  },
});
