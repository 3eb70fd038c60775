import {defineRule} from './rule';
import {readTmpfs} from './tmpfs';
import {eachEntry} from './unknown';

/** A place that is writable and executable is where an attacker puts a program. */
export const forbidExecutableTmpfs = defineRule({
  name: 'forbid-executable-tmpfs',
  description: 'A tmpfs must not allow programs, set-user-id or devices.',
  level: 'advisory',
  severity: 'low',
  standards: {owasp: ['8'], nist: ['4.4.4']},
  tags: ['mounts'],
  remedy: 'Remove "exec", "suid" and "dev" from the options.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#tmpfs',
  judges: {
    container({tmpfs}, {report}) {
      eachEntry(tmpfs, (path, options) => {
        const [first] = readTmpfs(options).weakened;
        if (first) report(`tmpfs["${path}"]`, `takes the protection no${first} away`, options, `remove "${first}"`);
      });
    },
  },
});
