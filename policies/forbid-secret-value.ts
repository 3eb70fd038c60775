import {type Kind, kindOfType} from './kinds';
import {isRecord} from './labels';
import {hidden} from './message';
import {defineRule} from './rule';
import {each, known} from './unknown';

const secretOutputs: Readonly<Record<string, readonly string[]>> = {
  'random:index/randomPassword:RandomPassword': ['result', 'bcryptHash'],
  'random:index/randomBytes:RandomBytes': ['base64', 'hex'],
  'tls:index/privateKey:PrivateKey': ['privateKeyPem', 'privateKeyOpenssh', 'privateKeyPemPkcs8'],
};

/** What others can read: of a command the standard input is left out, since that is the way for secrets. */
const shownInputs: {readonly [K in Kind]?: readonly string[]} = {
  container: ['envs', 'command', 'entrypoints', 'healthcheck', 'labels', 'logOpts', 'uploads', 'hostname'],
  service: ['taskSpec', 'labels'],
  network: ['labels', 'options'],
  volume: ['labels', 'driverOpts'],
  serviceConfig: ['data', 'dataRaw', 'labels'],
  plugin: ['envs'],
  image: ['build'],
  remoteImage: ['build', 'triggers'],
  registryImage: ['build', 'triggers'],
  command: ['create', 'update', 'delete', 'environment'],
};

/** Visits every text below a property that is known. */
function eachText(read: () => unknown, at: string, visit: (text: string, at: string) => void): void {
  const value = known(read);
  if (typeof value === 'string') visit(value, at);
  else if (Array.isArray(value)) {
    for (const index of value.keys()) eachText(() => value[index], `${at}[${index}]`, visit);
  } else if (isRecord(value)) {
    for (const key of Object.keys(value)) eachText(() => value[key], `${at}.${key}`, visit);
  }
}

/** What a text is, and what it is once decoded where the provider takes it encoded. */
const readings = (text: string, at: string): string[] =>
  /(^data|\.contentBase64)$/.test(at) ? [text, Buffer.from(text, 'base64').toString('utf8')] : [text];

/** A secret as it is, and as a URL and Base64 write it. */
const spellings = (value: string): string[] => [
  value,
  encodeURIComponent(value),
  Buffer.from(value).toString('base64').replace(/=+$/, ''),
];

/** Only a policy sees both the generated secret and every place that it may have got to. */
export const forbidSecretValue = defineRule({
  name: 'forbid-secret-value',
  description: 'Generated secrets must not appear in declarations.',
  level: 'mandatory',
  severity: 'critical',
  standards: {cis: ['4.10'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets', 'stack'],
  remedy: 'Hand the secret over as a read-only file, or on the standard input of a command.',
  url: 'https://www.pulumi.com/docs/iac/concepts/secrets/',
  judgesStack({resources, report}) {
    const secrets: {readonly forms: readonly string[]; readonly name: string}[] = [];
    each(resources, ({type, name, props}) => {
      for (const key of secretOutputs[type] ?? []) {
        const value = known(() => props[key]);
        if (typeof value === 'string' && value.length >= 8) secrets.push({forms: spellings(value), name});
      }
    });
    each(resources, (resource) => {
      const shown = shownInputs[kindOfType[resource.type]?.kind ?? 'provider'];
      for (const key of shown ?? []) {
        eachText(
          () => resource.props[key],
          key,
          (text, at) => {
            const leaked = secrets.find(({forms}) =>
              readings(text, at).some((reading) => forms.some((form) => reading.includes(form))),
            );
            if (leaked) report(resource, at, `holds the secret "${leaked.name}"`, hidden, 'hand it over as a file');
          },
        );
      }
    });
  },
});
