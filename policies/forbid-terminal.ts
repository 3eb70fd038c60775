import {defineRule} from './rule';

/** A service reads nobody's keyboard. */
export const forbidTerminal = defineRule({
  name: 'forbid-terminal',
  description: 'Services must have no terminal and no open input.',
  level: 'advisory',
  severity: 'low',
  standards: {nist: ['4.4.3']},
  tags: ['isolation'],
  remedy: 'Remove tty and stdinOpen.',
  url: 'https://docs.docker.com/engine/containers/run/#foreground-and-background',
  judges: {
    container({tty, stdinOpen}, {report}) {
      if (tty === true) report('tty', 'has a terminal', true, 'remove it');
      if (stdinOpen === true) report('stdinOpen', 'keeps its input open', true, 'remove it');
    },
  },
});
