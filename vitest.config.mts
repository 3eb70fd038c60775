import {defineConfig} from 'vitest/config';

const minutes = (n: number) => n * 60_000;

/** unit: no engine, no network. engine: the real Pulumi CLI. images, live: a real Docker engine. */
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
    globalSetup: name === 'unit' ? [] : ['./test/one-at-a-time.ts'],
  },
});

export default defineConfig({
  test: {
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
