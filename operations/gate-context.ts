import {X509Certificate} from 'node:crypto';
import {cpus, release, totalmem, type} from 'node:os';
import {execa} from 'execa';
import {labelPrefix} from '../components/core/names';
import {generationOf} from '../components/targets/docker/passwords';
import type {Dated, GateContext} from '../gates/check';
import type {Availability} from '../gates/measure/availability';
import {containersIn} from '../gates/measure/containers';
import type {PowerShell} from '../gates/measure/from-windows';
import {docker, filtersOf} from './containers';
import {type Deployed, deployedIn, logicalName, types} from './deployment';
import {driftOf} from './drift/compare';
import {analyze} from './policy-analysis';
import {changedNow, commitNow, setupSteps, testRuns} from './records';
import type {Session} from './session';
import {settingsIn} from './settings';
import {vaultStates} from './vault-states';
import {externalIn, servicesOf} from './watch/subjects';
import {encodedCommand} from './windows/script';

/** Dates of the certificates in a state; of the stack's own CA where services have certificates that it signed. Pure. */
export const certificatesIn = (resources: readonly Deployed[]): Dated[] => {
  const leaves = resources.filter(({type: token}) => token === types.leaf);
  const signs = ({outputs}: Deployed) => leaves.some(({inputs}) => inputs.caCertPem === outputs.certPem);
  return [...leaves, ...resources.filter((one) => one.type === types.authority && signs(one))]
    .map(({urn, outputs}) => ({
      name: logicalName(urn),
      from: String(outputs.validityStartTime),
      until: String(outputs.validityEndTime),
    }))
    .concat(
      resources
        .filter(({type: token, outputs}) => token === types.certificate && outputs.given === true)
        .map(({urn, outputs}) => ({urn, certificate: new X509Certificate(String(outputs.certificatePem))}))
        .map(({urn, certificate}) => ({
          name: logicalName(urn),
          from: new Date(certificate.validFrom).toISOString(),
          until: new Date(certificate.validTo).toISOString(),
        })),
    );
};

/** When each secret in a state was made; of those that were changed only the present one. Pure. */
export function secretsIn(resources: readonly Deployed[]): Dated[] {
  const newest = new Map<string, {generation: number; dated: Dated}>();
  for (const {urn, created} of resources.filter(({type: token}) => token === types.password)) {
    const {name, generation} = generationOf(logicalName(urn));
    if (generation > (newest.get(name)?.generation ?? 0))
      newest.set(name, {generation, dated: {name, from: created ?? ''}});
  }
  return [...newest.values()].map(({dated}) => dated);
}

/** The machine in one line. */
export async function machineText(): Promise<string> {
  const engine = await docker('info', '--format', '{{.ServerVersion}}, cgroup version {{.CgroupVersion}}');
  return `${type()} ${release()}, ${cpus().length} processors, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, Docker ${engine.trim()}`;
}

/** PowerShell of the Windows that this WSL runs in. */
async function powershellHere(): Promise<PowerShell | undefined> {
  const ask: PowerShell = async (script) => {
    const words = ['-NoProfile', '-NonInteractive', '-EncodedCommand', encodedCommand(script)];
    return (await execa('powershell.exe', words, {stdin: 'ignore', timeout: 300_000})).stdout;
  };
  return (await ask('1').catch(() => '')).trim() === '1' ? ask : undefined;
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
  const resources = await deployedIn(session);
  const settings = await settingsIn(session);
  return {
    ...extent,
    stack: session.name.stack,
    services: await servicesOf(session, settings),
    external: externalIn(settings),
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
    changed: changedNow(),
    violations: () => analyze(session),
    drift: async () => {
      const {compared, differences, notes} = await driftOf(session, resources);
      const line = (d: (typeof differences)[number]) =>
        `${d.name}: ${d.what}: declared ${d.declared}, found ${d.found}`;
      return {compared, notes, differences: differences.map(line)};
    },
    vaults: () => vaultStates(resources),
    docker: async (...args) => {
      const {exitCode, all} = await execa('docker', args, {reject: false, all: true, stdin: 'ignore', timeout: 60_000});
      return {status: exitCode ?? -1, output: all ?? ''};
    },
    powershell: await powershellHere(),
    say: (line) => console.error(line),
    now: Date.now,
  };
}
