import {isWithin, normalPath} from './host-paths';
import {serviceOf} from './ownership';
import {defineRule} from './rule';
import {eachSource, ofKind} from './stack-resources';
import {each} from './unknown';

/** A secret of two services is lost with either of them. */
export const forbidSharedSecretFile = defineRule({
  name: 'forbid-shared-secret-file',
  description: 'Two services must not share a secret file.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.1.4', '4.3.4']},
  tags: ['secrets', 'stack'],
  remedy: 'Give each service secrets of its own.',
  url: 'https://docs.docker.com/engine/swarm/secrets/',
  judgesStack({resources, report}) {
    const owners = new Map<string, string>();
    each(ofKind(resources, 'container'), ({resource, props}) => {
      const owner = serviceOf(resource.props) ?? resource.name;
      eachSource(props, ({source, target, at}) => {
        if (!isWithin(normalPath(target), '/run/secrets') && !/(^|\/)secrets(\/|$)/.test(source)) return;
        const other = owners.get(source);
        if (other === undefined) owners.set(source, owner);
        else if (other !== owner)
          report(resource, at, `is a secret of "${other}" too`, source, 'mount secrets of its own');
      });
    });
  },
});
