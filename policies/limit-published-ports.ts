import {defineRule} from './rule';
import {each} from './unknown';

/** A reviewer can say which ports a stack may open. */
export const limitPublishedPorts = defineRule<{ports: number[]}>({
  name: 'limit-published-ports',
  description: 'Only allowed ports may be published.',
  level: 'advisory',
  severity: 'medium',
  standards: {cis: ['5.9'], nist: ['4.4.2']},
  tags: ['network'],
  remedy: 'Remove the port, or let a reviewer add it to the parameter "ports".',
  url: 'https://docs.docker.com/engine/network/port-publishing/',
  parameters: {
    ports: {
      type: 'array',
      items: {type: 'number'},
      default: [],
      description: 'Ports of the host that may be published; none listed: any.',
    },
  },
  judges: {
    container({ports}, {report, parameters}) {
      if (parameters.ports.length === 0) return;
      each(ports, ({external}, index) => {
        if (parameters.ports.some((port) => port === external)) return;
        const instead = `remove it, or use one of: ${parameters.ports.join(', ')}`;
        report(`ports[${index}].external`, 'is not an allowed port', external, instead);
      });
    },
  },
});
