import {isWithin, normalPath} from './host-paths';
import type {Container} from './kinds';
import {labelPrefix, labelsOf} from './labels';
import {type Gateways, gateways} from './ownership';
import {defineRule} from './rule';
import {eachSource} from './stack-resources';
import {each} from './unknown';

const label = `${labelPrefix}.tls`;
const folder = '/run/tls';

function hasCertificate(container: Container): boolean {
  let found = false;
  eachSource(container, ({target}) => {
    if (isWithin(normalPath(target), folder)) found = true;
  });
  return found;
}

/** A label that promises TLS without a certificate misleads whoever reads it. */
export const requireAgreeingTls = defineRule<Gateways & {required: boolean}>({
  name: 'require-agreeing-tls',
  description: 'The label for TLS must agree with what the container has.',
  level: 'mandatory',
  severity: 'medium',
  standards: {nist: ['4.3.3']},
  tags: ['network', 'stack'],
  remedy: 'Mount the certificate at /run/tls and name the TLS ports in the label io.kailash.tls, or write "off".',
  url: 'https://docs.docker.com/engine/manage-resources/labels/',
  parameters: {
    gateways,
    required: {type: 'boolean', default: false, description: 'Whether every service must speak TLS.'},
  },
  judges: {
    container(container, {report, parameters}) {
      const own = labelsOf({labels: container.labels});
      const service = own[`${labelPrefix}.service`];
      const value = own[label];
      const at = `labels["${label}"]`;
      if (service === undefined) return;
      if (value === undefined || value === 'off') {
        if (parameters.required && !parameters.gateways.includes(service))
          report(at, `the service "${service}" speaks in the clear`, value, 'name its TLS ports');
        else if (value === 'off' && hasCertificate(container)) {
          report(at, 'says off, but a certificate is mounted', value, 'name the TLS ports');
        }
      } else if (!/^\d+(,\d+)*$/.test(value))
        report(at, 'names no ports', value, 'write ports such as "5432", or "off"');
      else if (!hasCertificate(container))
        report(at, `promises TLS without a certificate at ${folder}`, value, 'mount one');
      else {
        const ports = value.split(',');
        each(container.ports, ({internal}, index) => {
          if (ports.includes(String(internal))) return;
          const wrong = `is published, but is no port of the label ${label}`;
          report(`ports[${index}].internal`, wrong, internal, 'name it there if it speaks TLS, or do not publish it');
        });
      }
    },
  },
});
