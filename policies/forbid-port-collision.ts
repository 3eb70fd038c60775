import {sameSpelling} from './address';
import {defineRule} from './rule';
import {ofKind} from './stack-resources';
import {each} from './unknown';

/** The second container would not start. */
export const forbidPortCollision = defineRule({
  name: 'forbid-port-collision',
  description: 'Two containers must not publish the same port.',
  level: 'mandatory',
  severity: 'low',
  standards: {cis: ['5.9'], nist: ['4.4.3']},
  tags: ['network', 'stack'],
  remedy: 'Give one of them another port or address.',
  url: 'https://docs.docker.com/engine/network/port-publishing/',
  judgesStack({resources, report}) {
    const taken: {readonly port: string; readonly address: string; readonly name: string}[] = [];
    each(ofKind(resources, 'container'), ({resource, props}) =>
      each(props.ports, ({external, protocol, ip}, index) => {
        if (!external) return;
        const port = `${external}/${protocol ?? 'tcp'}`;
        const address = sameSpelling(ip);
        const other = taken.find(
          (one) => one.port === port && (one.address === address || [one.address, address].includes('*')),
        );
        if (other && other.name !== resource.name) {
          report(
            resource,
            `ports[${index}].external`,
            `is published by "${other.name}" too`,
            external,
            'use another port',
          );
        }
        taken.push({port, address, name: resource.name});
      }),
    );
  },
});
