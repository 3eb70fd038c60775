import {expect, test} from 'vitest';
import {types, withCommandsUndone} from '../../../operations/deployment';

test('commands that put files and open vaults are of an earlier start then, and nothing else changes', () => {
  const side = (start: string) => ({
    create: 'host/deliver put a b',
    environment: {KAILASH_BOOT_ID: start, OTHER: 'kept'},
  });
  const command = {urn: 'a', type: types.command, inputs: side('this'), outputs: {...side('this'), stdout: 'done'}};
  const setup = {
    urn: 'b',
    type: types.command,
    inputs: {environment: {KAILASH_REVISION: 'r'}},
    outputs: {environment: {KAILASH_REVISION: 'r'}},
  };
  const stack = {urn: 'c', type: 'pulumi:pulumi:Stack', inputs: {}, outputs: {environment: {KAILASH_BOOT_ID: 'this'}}};
  const bare = {urn: 'd', type: types.command} as unknown as typeof stack;
  expect(withCommandsUndone([command, setup, stack, bare])).toEqual([
    {...command, inputs: side('earlier'), outputs: {...side('earlier'), stdout: 'done'}},
    setup,
    stack,
    bare,
  ]);
});
