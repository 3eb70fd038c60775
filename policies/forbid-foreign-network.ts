import {type Gateways, gateways, needsOf, serviceOf} from './ownership';
import {defineRule} from './rule';
import {ofKind} from './stack-resources';
import {each} from './unknown';

/** A service on the network of another one can talk to it, needed or not. */
export const forbidForeignNetwork = defineRule<Gateways>({
  name: 'forbid-foreign-network',
  description: 'A container must join only its own network and those that it needs.',
  level: 'mandatory',
  severity: 'high',
  standards: {owasp: ['5'], nist: ['4.3.3']},
  tags: ['network', 'stack'],
  remedy: 'Leave the network, or name its service in the label io.kailash.needs.',
  url: 'https://docs.docker.com/engine/network/',
  parameters: {
    gateways,
  },
  judgesStack({resources, parameters, report}) {
    const owners = new Map<string | undefined, string | undefined>();
    each(ofKind(resources, 'network'), ({resource, props}) => {
      owners.set(props.name, serviceOf(resource.props));
    });
    each(ofKind(resources, 'container'), ({resource, props}) => {
      const own = serviceOf(resource.props);
      if (own === undefined || parameters.gateways.includes(own)) return;
      const allowed = [own, ...needsOf(resource.props)];
      each(props.networksAdvanced, ({name}, index) => {
        const owner = owners.get(name);
        if (owner === undefined || allowed.includes(owner)) return;
        const instead = `leave it, or add ${owner} to the label io.kailash.needs`;
        report(resource, `networksAdvanced[${index}].name`, `is the network of "${owner}"`, name, instead);
      });
    });
  },
});
