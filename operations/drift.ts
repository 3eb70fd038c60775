import {deployedIn} from './deployment';
import {type Drift, driftOf} from './drift/compare';
import {fix, planOf} from './drift/fix';
import {openStack} from './session';
import {table} from './table';

export interface DriftOptions {
  readonly stack: string;
  readonly fix?: boolean;
  readonly json?: boolean;
}

/** The exit status that says drift, as `terraform plan -detailed-exitcode` does. */
const drifted = 2;

/** The text that the operation prints. */
export function shownDrift({differences, compared, notes}: Drift, stack: string): string {
  const lines = [...notes];
  if (differences.length === 0)
    return [
      ...lines,
      `stack ${stack}: as declared; ${compared} containers, networks, volumes and folders compared`,
    ].join('\n');
  return [
    table(
      ['where', 'what', 'declared', 'found'],
      differences.map((d) => [`${d.kind} ${d.name}`, d.what, d.declared, d.found]),
    ),
    '',
    ...lines,
    `stack ${stack}: ${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`,
  ].join('\n');
}

/** `./platform drift`: exit status 2 on drift. */
export async function drift({stack, fix: mend = false, json = false}: DriftOptions): Promise<number> {
  const session = await openStack(stack);
  const resources = await deployedIn(session);
  const found = await driftOf(session, resources);
  if (!mend || found.differences.length === 0) {
    console.log(json ? JSON.stringify({stack, ...found}, undefined, 2) : shownDrift(found, stack));
    if (!json && found.differences.length > 0) console.log(`mend with ./platform drift --fix --stack ${stack}`);
    return found.differences.length === 0 ? 0 : drifted;
  }
  const say = json ? () => {} : console.log;
  say(shownDrift(found, stack));
  const plan = planOf(found.differences, resources);
  await fix(session, plan, resources, say);
  const after = await driftOf(session);
  if (json) console.log(JSON.stringify({stack, before: found.differences, plan, ...after}, undefined, 2));
  for (const line of plan.left) say(line);
  say(shownDrift(after, stack));
  return after.differences.length === 0 ? 0 : drifted;
}
