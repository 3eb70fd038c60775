import {afterAll, beforeAll, describe} from 'vitest';
import {networkTests} from './ground/network';
import {LiveStack, preparationMs} from './stack';

const stack = new LiveStack('network');

beforeAll(async () => {
  await stack.prepare();
  await stack.must('up');
}, preparationMs);

afterAll(() => stack.clean());

describe('network', () => networkTests(stack));
