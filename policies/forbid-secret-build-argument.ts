import {credentialUrl, isCredential} from './credential-shape';
import {hidden} from './message';
import {defineRule} from './rule';
import {eachEntry} from './unknown';

const isSecret = (name: string, value: string) => isCredential(name, value) || credentialUrl(value) !== undefined;
const wrong = 'looks like a secret, and stays in the history of the image';
const instead = 'use a build secret';

/** Build arguments stay in the history of the image. */
export const forbidSecretBuildArgument = defineRule({
  name: 'forbid-secret-build-argument',
  description: 'Build arguments must not hold secrets.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.10'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets', 'image'],
  remedy: 'Use a build secret: RUN --mount=type=secret.',
  url: 'https://docs.docker.com/build/building/secrets/',
  judges: {
    image({build}, {report}) {
      const args = typeof build === 'object' ? build.args : undefined;
      eachEntry(args, (name, value) => {
        if (isSecret(name, value)) report(`build.args.${name}`, wrong, hidden, instead);
      });
    },
    remoteImage({build}, {report}) {
      eachEntry(build?.buildArgs, (name, value) => {
        if (isSecret(name, value)) report(`build.buildArgs.${name}`, wrong, hidden, instead);
      });
    },
    registryImage({build}, {report}) {
      eachEntry(build?.buildArgs, (name, value) => {
        if (isSecret(name, value)) report(`build.buildArgs.${name}`, wrong, hidden, instead);
      });
    },
  },
});
