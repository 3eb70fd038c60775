import {defineConfig} from 'vitest/config';
import {BaseSequencer, type TestSpecification} from 'vitest/node';

const minutes = (n: number) => n * 60_000;

/** Files that take minutes: begun last, one of them would run alone in the end. Longest first. */
const slow = ['rotation', 'repair', 'chroma', 'migration', 'encryption', 'openai'].map(
  (name) => `/live/${name}.test.ts`,
);

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({moduleId}: TestSpecification) => {
      const place = slow.findIndex((end) => moduleId.endsWith(end));
      return place < 0 ? slow.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** unit: no engine, no network. door: engines of its own, and none. engine: the real Pulumi CLI. images, live: a real Docker engine. */
const project = (name: string, folder: string, timeout: number, workers: number) => ({
  test: {
    name,
    include: [`test/${folder}/**/*.test.ts`],
    exclude: process.env.PLATFORM_TEST_LONG ? [] : ['**/*.long.test.ts'],
    testTimeout: timeout,
    hookTimeout: timeout,
    teardownTimeout: minutes(1),
    pool: 'forks' as const,
    maxWorkers: workers,
    fileParallelism: workers > 1,
    globalSetup: name === 'unit' || name === 'door' ? [] : ['./test/one-at-a-time.ts'],
  },
});

export default defineConfig({
  test: {
    sequence: {sequencer: SlowFirst},
    projects: [
      project('unit', 'unit', minutes(1), 2),
      project('door', 'door', minutes(10), 1),
      project('engine', 'engine', minutes(5), 2),
      project('images', 'images', minutes(10), 1),
      // In the long lane one test kills the engine.
      project('live', 'live', minutes(10), process.env.PLATFORM_TEST_LONG ? 1 : 2),
    ],
  },
});
