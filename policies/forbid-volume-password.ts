import {credentialUrl, isCredential} from './credential-shape';
import {hidden} from './message';
import {defineRule, type Report} from './rule';
import {each, eachEntry} from './unknown';

const wrong = 'holds a password, which docker volume inspect shows';
const instead = 'use a file: "credentials=/etc/cifs.credentials"';
const hasPassword = (options: string) => /(^|,)\s*(password|passwd|pass|secret)\d?=[^,]/i.test(options);

function judge(options: Readonly<Record<string, string>> | undefined, at: string, report: Report): void {
  eachEntry(options, (name, value) => {
    const isOpen = name === 'o' ? hasPassword(value) : isCredential(name, value);
    if (isOpen || credentialUrl(value)) report(`${at}.${name}`, wrong, hidden, instead);
  });
}

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
    volume: ({driverOpts}, {report}) => judge(driverOpts, 'driverOpts', report),
    container({mounts}, {report}) {
      each(mounts, ({volumeOptions}, index) =>
        judge(volumeOptions?.driverOptions, `mounts[${index}].volumeOptions.driverOptions`, report),
      );
    },
    service({taskSpec}, {report}) {
      each(taskSpec?.containerSpec?.mounts, ({volumeOptions}, index) =>
        judge(
          volumeOptions?.driverOptions,
          `taskSpec.containerSpec.mounts[${index}].volumeOptions.driverOptions`,
          report,
        ),
      );
    },
  },
});
