import {credentialUrl} from './credential-shape';
import {hidden} from './message';
import {defineRule} from './rule';
import {textJudges} from './texts';

/** A password in a URL is a password in the clear, wherever the URL goes. */
export const forbidCredentialUrl = defineRule({
  name: 'forbid-credential-url',
  description: 'URLs must not carry a password.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.10'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Keep the URL without password, and let the program read the password from a file.',
  url: 'https://docs.docker.com/engine/swarm/secrets/',
  judges: textJudges(({text, at}, {report}) => {
    const found = credentialUrl(text);
    if (!found) return;
    report(at, `its ${found.scheme} URL carries a password`, hidden, 'let the program read the password from a file');
  }),
});
