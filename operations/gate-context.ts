import {cpus, release, totalmem, type} from 'node:os';
import {execa} from 'execa';
import {labelPrefix} from '../components/core/names';
import {asRoot} from '../components/targets/docker/shell';
import type {Dated, GateContext} from '../gates/check';
import type {Availability} from '../gates/measure/availability';
import {containersIn} from '../gates/measure/containers';
import {docker, filtersOf} from './containers';
import {type Deployed, logicalName, resourcesIn, types} from './deployment';
import {driftOf} from './drift/compare';
import {analyze} from './policy-analysis';
import {commitNow, setupSteps, testRuns} from './records';
import {root, type Session} from './session';
import {settingsIn} from './up';
import {vaultsIn} from './vaults';
import {servicesOf} from './watch/subjects';

/** Dates of the certificates in a state. Pure. */
export const certificatesIn = (resources: readonly Deployed[]): Dated[] =>
  resources
    .filter(({type: token}) => token === types.leaf || token === types.authority)
    .map(({urn, outputs}) => ({
      name: logicalName(urn),
      from: String(outputs.validityStartTime),
      until: String(outputs.validityEndTime),
    }));

/** When each secret in a state was made. Pure. */
export const secretsIn = (resources: readonly Deployed[]): Dated[] =>
  resources
    .filter(({type: token}) => token === types.password)
    .map(({urn, created}) => ({name: logicalName(urn), from: created ?? ''}));

async function vaultStates(resources: readonly Deployed[], vaults: readonly string[]) {
  const volumes = resources.filter(({type: token}) => token === types.volume).map(({inputs}) => String(inputs.name));
  return await Promise.all(
    volumes.map(async (volume) => {
      if (!vaults.includes(volume)) return {volume, method: 'off', open: false};
      const words = ['host/vault', 'check', volume, '--open'];
      const {exitCode, stdout} = await execa('sh', ['-c', asRoot(words)], {cwd: root, reject: false, stdin: 'ignore'});
      return {volume, method: /"method": ?"(\w+)"/.exec(stdout)?.[1] ?? 'unknown', open: exitCode === 0};
    }),
  );
}

/** The machine in one line. */
export async function machineText(): Promise<string> {
  const engine = await docker('info', '--format', '{{.ServerVersion}}, cgroup version {{.CgroupVersion}}');
  return `${type()} ${release()}, ${cpus().length} processors, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, Docker ${engine.trim()}`;
}

/** What may differ between runs of the gate. */
export interface Extent {
  readonly wholeDay: boolean;
  readonly loadSeconds: number;
  readonly latencySamples: number;
}

/** Everything that the checks may ask for. */
export async function contextOf(
  session: Session,
  extent: Extent,
  availability: () => Promise<Availability>,
): Promise<GateContext> {
  const exported = await session.stack.exportStack();
  const resources = resourcesIn(exported.deployment);
  const vaults = vaultsIn(exported.deployment).map(({name}) => name);
  return {
    ...extent,
    stack: session.name.stack,
    services: await servicesOf(session, await settingsIn(session)),
    containers: async () => {
      const names = (await docker('ps', '--quiet', ...filtersOf(session.name))).split('\n').filter(Boolean);
      return names.length === 0 ? [] : containersIn(await docker('inspect', ...names), `${labelPrefix}.service`);
    },
    availability,
    certificates: certificatesIn(resources),
    secrets: secretsIn(resources),
    setup: setupSteps,
    tests: testRuns,
    commit: commitNow(),
    violations: () => analyze(session),
    drift: async () => {
      const {compared, differences, notes} = await driftOf(session, resources);
      const line = (d: (typeof differences)[number]) =>
        `${d.name}: ${d.what}: declared ${d.declared}, found ${d.found}`;
      return {compared, notes, differences: differences.map(line)};
    },
    vaults: () => vaultStates(resources, vaults),
    backups: async () => [],
    docker: async (...args) => {
      const {exitCode, all} = await execa('docker', args, {reject: false, all: true, stdin: 'ignore', timeout: 60_000});
      return {status: exitCode ?? -1, output: all ?? ''};
    },
    say: (line) => console.error(line),
    now: Date.now,
  };
}
