import {hidden} from './message';
import {defineRule} from './rule';
import {each} from './unknown';

const wrong = 'holds a password, which docker volume inspect shows';
const instead = 'use a file: "credentials=/etc/cifs.credentials"';
const hasPassword = (options: string | undefined) => /(^|,)\s*(password|pass)\d?=[^,]/i.test(options ?? '');

/** Options of a volume are in the state and in docker volume inspect. */
export const forbidVolumePassword = defineRule({
  name: 'forbid-volume-password',
  description: 'Options of a volume must not hold a password.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.10'], owasp: ['12'], nist: ['4.1.4']},
  tags: ['secrets', 'data'],
  remedy: 'Use a credentials file on the host: "credentials=/etc/cifs.credentials".',
  url: 'https://man7.org/linux/man-pages/man8/mount.8.html',
  judges: {
    volume({driverOpts}, {report}) {
      if (hasPassword(driverOpts?.o)) report('driverOpts.o', wrong, hidden, instead);
    },
    container({mounts}, {report}) {
      each(mounts, ({volumeOptions}, index) => {
        const options = volumeOptions?.driverOptions?.o;
        if (hasPassword(options)) report(`mounts[${index}].volumeOptions.driverOptions.o`, wrong, hidden, instead);
      });
    },
  },
});
