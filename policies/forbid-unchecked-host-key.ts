import {parsed} from './provider-inputs';
import {defineRule} from './rule';
import {each} from './unknown';

/** Whoever sits in between then becomes the engine, and gets every secret. */
export const forbidUncheckedHostKey = defineRule({
  name: 'forbid-unchecked-host-key',
  description: 'SSH to an engine must check the host key.',
  level: 'mandatory',
  severity: 'high',
  standards: {nist: ['4.4.3']},
  tags: ['engine'],
  remedy: 'Remove the option and add the key of the host to known_hosts.',
  url: 'https://man.openbsd.org/ssh_config#StrictHostKeyChecking',
  judges: {
    provider({sshOpts}, {report}) {
      each(parsed(sshOpts), (option, index) => {
        const isOff = /StrictHostKeyChecking[= ](no|off|accept-new)|UserKnownHostsFile[= ]\/dev\/null/i.test(option);
        if (isOff) report(`sshOpts[${index}]`, 'the key of the host is not checked', option, 'remove it');
      });
    },
  },
});
