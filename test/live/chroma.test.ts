import {describe} from 'vitest';
import {liveServices} from './services';
import {memoryTests} from './services/memory';

const stack = liveServices('chroma', {chroma: {enabled: true}}, ['chroma']);

describe('the memory limit', () => memoryTests(stack));
