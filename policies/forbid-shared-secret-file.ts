import {isWithin, normalPath, throughLink} from './host-paths';
import {serviceOf} from './ownership';
import {defineRule, type StackResource} from './rule';
import {eachSource, ofKind} from './stack-resources';
import {each, inTurn, known} from './unknown';

/** What a service mounts or is given by the swarm, by the path on the host or the name. */
interface Given {
  readonly resource: StackResource;
  readonly owner: string;
  readonly source: string;
  readonly at: string;
  readonly isSecret: boolean;
}

const ownerOf = (resource: StackResource): string => serviceOf(resource.props) ?? resource.name;

/** The folders that a path lies in. */
const foldersOf = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((_, index, parts) => `/${parts.slice(0, index).join('/')}`);

/** Visits all that containers and swarm services are given, secret or not. */
function eachGiven(resources: readonly StackResource[], visit: (given: Given) => void): void {
  inTurn(
    () =>
      each(ofKind(resources, 'container'), ({resource, props}) => {
        const owner = ownerOf(resource);
        eachSource(props, ({source, target, kind, at}) => {
          const path = kind === 'path' ? normalPath(source) : source;
          const isSecret =
            isWithin(throughLink(normalPath(target)), '/run/secrets') || /(^|\/)secrets(\/|$)/.test(path);
          visit({resource, owner, source: path, at, isSecret});
        });
      }),
    () =>
      each(ofKind(resources, 'service'), ({resource, props: {taskSpec}}) =>
        each(taskSpec?.containerSpec?.secrets, ({secretId}, index) => {
          const at = `taskSpec.containerSpec.secrets[${index}].secretId`;
          visit({resource, owner: ownerOf(resource), source: secretId, at, isSecret: true});
        }),
      ),
  );
}

/** Visits the containers that take over all that another one mounts, with the name or id of that one. */
function eachHeir(resources: readonly StackResource[], visit: (heir: StackResource, from: string, at: string) => void) {
  each(ofKind(resources, 'container'), ({resource, props}) =>
    each(props.volumes, ({fromContainer}, index) => {
      if (fromContainer) visit(resource, fromContainer, `volumes[${index}].fromContainer`);
    }),
  );
}

/** A secret of two services is lost with either of them. */
export const forbidSharedSecretFile = defineRule({
  name: 'forbid-shared-secret-file',
  description: 'Two services must not share a secret file.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.1.4', '4.3.4']},
  tags: ['secrets', 'relations'],
  remedy: 'Give each service secrets of its own.',
  url: 'https://docs.docker.com/engine/swarm/secrets/',
  judgesStack({resources, report}) {
    const secrets = new Map<string, string>();
    const holders = new Map<string, string>();
    const mounted = new Map<string, string>();
    const keep = (map: Map<string, string>, key: string, owner: string) => void (map.has(key) || map.set(key, owner));
    const judge = ({resource, owner, source, at, isSecret}: Given) => {
      const folders = foldersOf(source);
      const sharers = isSecret ? [source, ...folders].map((path) => mounted.get(path)) : [secrets.get(source)];
      const other = [...sharers, holders.get(source)].find((one) => one !== undefined && one !== owner);
      if (other !== undefined)
        report(resource, at, `is a secret of "${other}" too`, source, 'mount secrets of its own');
      keep(mounted, source, owner);
      if (!isSecret) return;
      keep(secrets, source, owner);
      for (const folder of folders) keep(holders, folder, owner);
    };
    inTurn(
      () => eachGiven(resources, judge),
      () =>
        eachHeir(resources, (heir, from, at) => {
          const other = ofKind(resources, 'container').find(({resource: {props}}) =>
            known(() => props.name === from || props.id === from),
          );
          if (!other) return;
          const owner = ownerOf(other.resource);
          if (owner === ownerOf(heir) || ![...secrets.values()].includes(owner)) return;
          report(heir, at, `takes over the secrets of "${owner}"`, from, 'mount what it needs by itself');
        }),
    );
  },
});
