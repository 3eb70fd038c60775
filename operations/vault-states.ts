import {execa} from 'execa';
import {asRoot} from '../components/targets/docker/shell';
import {type Deployed, types} from './deployment';
import {root} from './session';

/** A data volume, and whether what it holds is encrypted and can be reached. */
export interface VaultState {
  readonly volume: string;
  /** `off` for a volume outside of any vault. */
  readonly method: string;
  readonly open: boolean;
  /** What `host/vault` said, where it is not well. */
  readonly why?: string;
}

/** The data volumes that a state knows, and whether each lies in a vault. Pure. */
export function dataVolumesIn(resources: readonly Deployed[]): {volume: string; vault: boolean}[] {
  const vaults = resources.filter(({type}) => type === types.vault).map(({outputs}) => outputs.vault);
  return resources
    .filter(({type}) => type === types.volume)
    .map(({inputs}) => ({volume: String(inputs.name), vault: vaults.includes(inputs.name)}));
}

async function stateOf(volume: string): Promise<VaultState> {
  const script = asRoot('vault', ['check', volume, '--open']);
  const {exitCode, stdout, stderr} = await execa('sh', ['-c', script], {cwd: root, reject: false, stdin: 'ignore'});
  const method = /"method": ?"(\w+)"/.exec(stdout)?.[1] ?? 'vault';
  if (exitCode === 0) return {volume, method, open: true};
  return {volume, method, open: false, why: stderr.trim().split('\n').at(-1)};
}

/** Asks `host/vault` about every data volume that should lie in a vault. */
export async function vaultStates(resources: readonly Deployed[]): Promise<VaultState[]> {
  const states = dataVolumesIn(resources).map(({volume, vault}) =>
    vault ? stateOf(volume) : Promise.resolve({volume, method: 'off', open: false}),
  );
  return await Promise.all(states);
}
