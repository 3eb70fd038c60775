import {defineRule} from './rule';

const instead = 'write true, and give what must be writable a volume or a tmpfs';

/** What cannot be written cannot be replaced by an attacker. */
export const requireReadOnlyRoot = defineRule({
  name: 'require-read-only-root',
  description: 'Containers must have a read-only root filesystem.',
  level: 'advisory',
  severity: 'medium',
  standards: {cis: ['5.13'], owasp: ['8'], nist: ['4.4.4']},
  tags: ['isolation'],
  remedy: 'Set readOnly to true, and give what must be writable a volume or a tmpfs.',
  url: 'https://docs.docker.com/reference/cli/docker/container/run/#read-only',
  judges: {
    container({readOnly}, {report}) {
      if (readOnly !== true) report('readOnly', 'the root filesystem is writable', readOnly, instead);
    },
    service({taskSpec}, {report}) {
      const readOnly = taskSpec?.containerSpec?.readOnly;
      if (readOnly !== true)
        report('taskSpec.containerSpec.readOnly', 'the root filesystem is writable', readOnly, instead);
    },
  },
});
