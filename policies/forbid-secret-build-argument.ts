import {credentialUrl, isCredential} from './credential-shape';
import {hidden} from './message';
import {defineRule, type Report} from './rule';
import {eachEntry} from './unknown';

const isSecret = (name: string, value: string) => isCredential(name, value) || credentialUrl(value) !== undefined;
const wrong = 'looks like a secret, and stays in the history of the image';
const instead = 'use a build secret';

function judge(args: Readonly<Record<string, string>> | undefined, at: string, report: Report): void {
  eachEntry(args, (name, value) => {
    if (isSecret(name, value)) report(`${at}.${name}`, wrong, hidden, instead);
  });
}

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
      judge(typeof build === 'object' ? build.args : undefined, 'build.args', report);
    },
    remoteImage: ({build}, {report}) => judge(build?.buildArgs, 'build.buildArgs', report),
    registryImage: ({build}, {report}) => judge(build?.buildArgs, 'build.buildArgs', report),
  },
});
