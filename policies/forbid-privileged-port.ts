import {defineRule} from './rule';
import {each} from './unknown';

/** Ports below 1024 are those that people trust to be a service of the host. */
export const forbidPrivilegedPort = defineRule<{allowed: number[]}>({
  name: 'forbid-privileged-port',
  description: 'Published ports must not be privileged ones.',
  level: 'advisory',
  severity: 'medium',
  standards: {cis: ['5.8'], owasp: ['5a'], nist: ['4.4.2']},
  tags: ['network'],
  remedy: 'Publish on a port of 1024 or above, or let a reviewer add it to the parameter "allowed".',
  url: 'https://docs.docker.com/engine/network/port-publishing/',
  parameters: {
    allowed: {
      type: 'array',
      items: {type: 'number'},
      default: [],
      description: 'Privileged ports that may be published.',
    },
  },
  judges: {
    container({ports}, {report, parameters}) {
      each(ports, ({external}, index) => {
        if (!external || external >= 1024 || parameters.allowed.includes(external)) return;
        report(`ports[${index}].external`, 'is a privileged port of the host', external, 'publish on 1024 or above');
      });
    },
    service({endpointSpec}, {report, parameters}) {
      each(endpointSpec?.ports, ({publishedPort}, index) => {
        if (!publishedPort || publishedPort >= 1024 || parameters.allowed.includes(publishedPort)) return;
        const at = `endpointSpec.ports[${index}].publishedPort`;
        report(at, 'is a privileged port of the host', publishedPort, 'publish on 1024 or above');
      });
    },
  },
});
