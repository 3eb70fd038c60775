import {labelPrefix} from '../components/core/names';
import {runProgram} from '../operations/child';

/** Removes containers of test stacks that a killed run left: those with a restart policy come back with the engine. */
export const removeTestRemains = async (): Promise<void> => {
  const format = `{{.ID}} {{.Label "${labelPrefix}.stack"}}`;
  const filter = `label=${labelPrefix}.managed-by=kailash-platform`;
  const listed = await runProgram('docker', ['ps', '--all', '--filter', filter, '--format', format], {limitMinutes: 1});
  const left = listed.output
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([id, stack]) => listed.status === 0 && id && stack?.startsWith('live-'))
    .map(([id]) => String(id));
  if (left.length > 0) await runProgram('docker', ['rm', '--force', '--volumes', ...left], {limitMinutes: 5});
};
