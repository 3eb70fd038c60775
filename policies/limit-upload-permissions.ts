import {namesSecret} from './credential-shape';
import {defineRule} from './rule';
import {each} from './unknown';

const holdsSecret = (file: string) => namesSecret(file) || /private|\.pem$/i.test(file);

/** Nothing for others, nothing but reading for the group. */
function isTight(permissions = '0644'): boolean {
  const mode = Number.parseInt(permissions, 8);
  return (mode & 0o037) === 0;
}

/** Uploads are readable to everybody in the container, and stay in its layer on the disk. */
export const limitUploadPermissions = defineRule({
  name: 'limit-upload-permissions',
  description: 'Uploaded secrets must be readable by their owner only.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['7.4'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets'],
  remedy: 'Mount the secret as a read-only file; at least set permissions to "0400".',
  url: 'https://docs.docker.com/engine/swarm/secrets/',
  judges: {
    container({uploads}, {report}) {
      each(uploads, ({file, permissions}, index) => {
        if (!holdsSecret(file) || isTight(permissions)) return;
        const wrong = `${file} looks like a secret that everybody in the container may read`;
        report(`uploads[${index}].permissions`, wrong, permissions, 'mount it as a read-only file');
      });
    },
  },
});
