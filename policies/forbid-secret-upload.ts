import {namesSecret, secretIn} from './credential-shape';
import {hidden} from './message';
import {defineRule} from './rule';
import {each, inTurn} from './unknown';

const instead = 'mount it as a read-only file';

/** An upload stays in the state and in a layer on the disk, and goes into every image that is committed from it. */
export const forbidSecretUpload = defineRule({
  name: 'forbid-secret-upload',
  description: 'Uploads must not hold secrets.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['7.4'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Mount the secret as a read-only file from a folder of the host.',
  url: 'https://docs.docker.com/engine/swarm/secrets/',
  judges: {
    container({uploads}, {report}) {
      each(uploads, (upload, index) =>
        inTurn(
          () => {
            const {file} = upload;
            if (namesSecret(file)) report(`uploads[${index}].file`, 'looks like a secret', file, instead);
          },
          () => {
            const {content, contentBase64} = upload;
            const wrong = secretIn(content || Buffer.from(contentBase64 ?? '', 'base64').toString('utf8'));
            const at = content ? 'content' : 'contentBase64';
            if (wrong) report(`uploads[${index}].${at}`, wrong, hidden, instead);
          },
        ),
      );
    },
  },
});
