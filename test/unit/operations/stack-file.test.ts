import {execFileSync} from 'node:child_process';
import {expect, it} from 'vitest';

it('the stack file of a fresh checkout belongs to no passphrase yet', () => {
  const text = execFileSync('git', ['show', ':Pulumi.dev.yaml'], {encoding: 'utf8'});
  expect(text).toContain('kailash:size: small');
  expect(text).not.toContain('encryptionsalt');
});
