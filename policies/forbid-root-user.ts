import {defineRule} from './rule';
import {userKind} from './user';

const instead = 'write the number of a user of the image, such as "999:999"';
const faults = {
  unset: 'the image decides who it runs as, mostly root',
  root: 'runs as root',
  named: 'a name means what the image says it means, root too',
  numeric: undefined,
};

/** A process that breaks out as root is root on the host. */
export const forbidRootUser = defineRule({
  name: 'forbid-root-user',
  description: 'Containers must run as a user other than root, given as a number.',
  level: 'mandatory',
  severity: 'high',
  standards: {cis: ['4.1'], owasp: ['2'], nist: ['4.1.2']},
  tags: ['isolation'],
  remedy: 'Set "user" to the number of the user in the image, such as "999:999".',
  url: 'https://docs.docker.com/engine/containers/run/#user',
  judges: {
    container({user}, {report}) {
      const fault = faults[userKind(user)];
      if (fault) report('user', fault, user, instead);
    },
    service({taskSpec}, {report}) {
      const user = taskSpec?.containerSpec?.user;
      const fault = faults[userKind(user)];
      if (fault) report('taskSpec.containerSpec.user', fault, user, instead);
    },
  },
});
