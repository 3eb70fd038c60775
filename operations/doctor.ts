import Table from 'cli-table3';
import {root} from './child';
import {clock, disk, memory, swap} from './doctor/hardware';
import {aes, cgroups, features, memoryMaps} from './doctor/kernel';
import {type Look, type Machine, machineAt, type Row} from './doctor/machine';
import {type Needs, needsHere} from './doctor/needs';
import {ports} from './doctor/ports';
import {engine, nodeAndPackages, toolchain} from './doctor/software';
import {wsl, wslDetails} from './doctor/wsl';

const looksFor = (needs: Needs): readonly Look[] => [
  nodeAndPackages,
  toolchain,
  engine,
  memory(needs),
  disk,
  cgroups,
  features,
  aes,
  memoryMaps,
  wsl(needs),
  wslDetails(root),
  ports(needs),
  clock,
  swap,
];

/** Everything that was looked for on a machine, in the order of the table. */
export const examine = async (machine: Machine, needs: Needs): Promise<readonly Row[]> =>
  (await Promise.all(looksFor(needs).map(async (look) => look(machine)))).flat();

/** Says what a machine has and lacks, and changes nothing. The exit status says whether `up` can work. */
export const doctor = async (
  {stack, json}: {readonly stack: string; readonly json?: boolean},
  machine: Machine = machineAt('/'),
): Promise<number> => {
  const {needs, rows: ofStack} = await needsHere(stack);
  const rows = [...ofStack, ...(await examine(machine, needs))];
  const obstacles = rows.filter(({state}) => state === 'in the way').length;
  if (json) {
    console.log(JSON.stringify({works: obstacles === 0, rows}, undefined, 2));
    return obstacles === 0 ? 0 : 1;
  }
  const table = new Table({
    head: ['looked for', 'found', 'needed', 'state', 'how to mend'],
    style: {head: [], border: []},
    colWidths: [18, 34, 30, 14, 38],
    wordWrap: true,
  });
  for (const {subject, found, needed, state, mend} of rows) table.push([subject, found, needed, state, mend ?? '']);
  console.log(table.toString());
  console.log(
    obstacles === 0
      ? 'doctor: `./platform up` can work here'
      : `doctor: \`./platform up\` cannot work here before ${obstacles === 1 ? 'the row' : `the ${obstacles} rows`} "in the way" ${obstacles === 1 ? 'is' : 'are'} mended`,
  );
  return obstacles === 0 ? 0 : 1;
};
