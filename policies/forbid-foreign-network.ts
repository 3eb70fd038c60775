import {type Gateways, gateways, needsOf, serviceOf} from './ownership';
import {defineRule, type StackResource} from './rule';
import {ofKind} from './stack-resources';
import {each, inTurn, known} from './unknown';

/** A service on the network of another one can talk to it, needed or not; a network of nobody has a way out. */
export const forbidForeignNetwork = defineRule<Gateways>({
  name: 'forbid-foreign-network',
  description: 'A container must join only its own network and those that it needs.',
  level: 'mandatory',
  severity: 'high',
  standards: {owasp: ['5'], nist: ['4.3.3']},
  tags: ['network'],
  remedy: 'Leave the network, or name its service in the label io.kailash.needs.',
  url: 'https://docs.docker.com/engine/network/',
  parameters: {
    gateways,
  },
  judgesStack({resources, parameters, report}) {
    const owners = new Map<unknown, string | undefined>();
    const judge = (resource: StackResource, at: string, name: string | undefined) => {
      const own = serviceOf(resource.props);
      const owner = owners.get(name);
      if (!owners.has(name) || own === owner) return;
      const isNeeded = needsOf(resource.props).some((name) => name === owner);
      if (isNeeded || parameters.gateways.some((name) => name === own)) return;
      const wrong = owner === undefined ? 'is the network of no service' : `is the network of "${owner}"`;
      const instead =
        own === undefined
          ? 'leave it, or say whose the container is in the label io.kailash.service'
          : owner === undefined
            ? 'leave it, or say whose it is in its label io.kailash.service'
            : `leave it, or add ${owner} to the label io.kailash.needs`;
      report(resource, at, wrong, name, instead);
    };
    inTurn(
      () =>
        each(ofKind(resources, 'network'), ({resource: {props}}) => {
          // A network is joined by its name or by its id, which preview does not know.
          for (const key of ['id', 'name']) {
            const called = known(() => props[key]);
            if (called) owners.set(called, serviceOf(props));
          }
        }),
      () =>
        each(ofKind(resources, 'container'), ({resource, props}) =>
          inTurn(
            () =>
              each(props.networksAdvanced, ({name}, index) => judge(resource, `networksAdvanced[${index}].name`, name)),
            () => judge(resource, 'networkMode', props.networkMode),
          ),
        ),
      () =>
        each(ofKind(resources, 'service'), ({resource, props: {taskSpec}}) =>
          each(taskSpec?.networksAdvanceds, ({name}, index) =>
            judge(resource, `taskSpec.networksAdvanceds[${index}].name`, name),
          ),
        ),
    );
  },
});
