import {Listr} from 'listr2';

/** Shows on a terminal what goes on while `work` runs; elsewhere only the outcome is said. */
export async function withProgress<T>(
  title: string,
  work: (progress: (text: string) => void) => Promise<T>,
): Promise<T> {
  if (!process.stdout.isTTY) return await work(() => {});
  const ended: {result?: T; failure?: unknown} = {};
  const tasks = new Listr(
    {
      title,
      task: async (_, task) => {
        try {
          ended.result = await work((text) => {
            task.output = text;
          });
        } catch (error) {
          ended.failure = error;
          throw new Error('failed, see below');
        }
      },
    },
    // Its own listeners would end the process before Pulumi has written its state.
    {rendererOptions: {showErrorMessage: false}, registerSignalListeners: false},
  );
  await tasks.run().catch((error: unknown) => {
    throw ended.failure ?? error;
  });
  return ended.result as T;
}
