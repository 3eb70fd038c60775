import {expect, it} from 'vitest';
import {ownerLabels, physicalName} from '../../../components/core/names';

const stack = {project: 'kailash', stack: 'dev'};

it('joins project, stack and parts', () => {
  expect(physicalName(stack, 'postgres', 'data')).toBe('kailash-dev-postgres-data');
});

it('writes lower case and replaces what a DNS label cannot hold', () => {
  expect(physicalName({project: 'Kailash', stack: 'my_stack'}, 'a.b')).toBe('kailash-my-stack-a-b');
});

it('cuts a long name with a hash, so that two long names stay two', () => {
  const long = physicalName(stack, 'x'.repeat(80));
  expect(long).toHaveLength(63);
  expect(long).not.toBe(physicalName(stack, 'x'.repeat(81)));
});

it('labels a resource with its owner, project, stack and service', () => {
  expect(ownerLabels(stack, 'redis')).toEqual({
    'io.kailash.managed-by': 'kailash-platform',
    'io.kailash.owner': 'platform-team',
    'io.kailash.project': 'kailash',
    'io.kailash.service': 'redis',
    'io.kailash.stack': 'dev',
  });
});
