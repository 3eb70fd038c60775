import {describe, expect, it} from 'vitest';
import {stateOf} from '../../../gates/engine';

const running = {Status: 'running', ExitCode: 0, OOMKilled: false, Error: ''};
const checked = (Status: string, ...Output: string[]) => ({
  ...running,
  Health: {Status, Log: Output.map((text) => ({ExitCode: 1, Output: text}))},
});

describe('stateOf', () => {
  it.each([
    ['without a health check', running, {kind: 'ready'}],
    ['healthy', checked('healthy'), {kind: 'ready'}],
    ['starting', checked('starting'), {kind: 'waiting', why: 'container running, not healthy yet'}],
    [
      'unhealthy',
      checked('unhealthy', 'old', 'one\nno such file\n'),
      {kind: 'lost', why: 'container unhealthy: no such file'},
    ],
    ['unhealthy in silence', checked('unhealthy'), {kind: 'lost', why: 'container unhealthy'}],
    [
      'unhealthy with a log that is null',
      {...running, Health: {Status: 'unhealthy', Log: null}},
      {kind: 'lost', why: 'container unhealthy'},
    ],
    [
      'restarting',
      {...checked('unhealthy'), Status: 'restarting', ExitCode: 137, OOMKilled: true},
      {kind: 'waiting', why: 'container restarting (exit status 137, memory limit reached)'},
    ],
    ['created', {...running, Status: 'created'}, {kind: 'waiting', why: 'container not started yet'}],
    ['exited', {...running, Status: 'exited', ExitCode: 1}, {kind: 'lost', why: 'container exited (exit status 1)'}],
    [
      'dead',
      {...running, Status: 'dead', Error: 'no such device'},
      {kind: 'lost', why: 'container dead (exit status 0, no such device)'},
    ],
    ['paused', {...running, Status: 'paused'}, {kind: 'lost', why: 'container paused'}],
  ])('reads a container that is %s', (_, state, expected) => {
    expect(stateOf(state)).toEqual(expected);
  });
});
