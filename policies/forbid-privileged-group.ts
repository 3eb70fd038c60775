import {defineRule} from './rule';
import {each} from './unknown';
import {isPrivilegedGroup} from './user';

/** Members of such a group command the host or read what only root should. */
export const forbidPrivilegedGroup = defineRule({
  name: 'forbid-privileged-group',
  description: 'Containers must not be given a privileged group.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove the group.',
  url: 'https://docs.docker.com/engine/containers/run/#additional-groups',
  judges: {
    container({groupAdds}, {report}) {
      each(groupAdds, (group, index) => {
        if (isPrivilegedGroup(group)) report(`groupAdds[${index}]`, 'is a privileged group', group, 'remove it');
      });
    },
    service({taskSpec}, {report}) {
      each(taskSpec?.containerSpec?.groups, (group, index) => {
        if (!isPrivilegedGroup(group)) return;
        report(`taskSpec.containerSpec.groups[${index}]`, 'is a privileged group', group, 'remove it');
      });
    },
  },
});
