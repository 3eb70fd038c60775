import * as command from '@pulumi/command';
import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import {labelPrefix, ownerLabels, physicalName, type StackName} from '../../core/names';
import {bootId} from './delivery';
import {generationName} from './passwords';
import {asRoot, commandLine} from './shell';

/** Where `host/vault` shows what open vaults hold. */
const openVaults = '/var/lib/kailash-platform/open';

/** How a vault encrypts, the strongest first. */
export const vaultMethods = ['luks', 'fscrypt', 'gocryptfs'] as const;
export type VaultMethod = (typeof vaultMethods)[number];

export interface EncryptedVolumeArgs {
  readonly stack: StackName;
  readonly service: string;
  /** The volume's name within the service. */
  readonly volume: string;
  /** MiB that fit in; may grow later, never shrink. */
  readonly sizeMiB: number;
  /** Whether the whole size is set aside at once, so that the host's disk is never full below a database. @default false */
  readonly reserved?: boolean;
  /** @default the strongest that works on the machine when the vault is made */
  readonly method?: VaultMethod;
  /** How often its key was changed, and once. @default 1 */
  readonly generation?: number;
  /** `uid:gid` that the folder belongs to when it is made. */
  readonly owner?: string;
  /** Labels besides those that say whose the volume is. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The type of the component, which is part of the URN of the key. */
export const vaultComponent = 'kailash:docker:EncryptedVolume';

/**
 * The key of a vault, a line, and the one before it on the next: a vault that a cut off change left with that still opens.
 * With the keys, the data would be gone.
 */
export function vaultKeys(name: string, generation: number, parent: pulumi.Resource): pulumi.Output<string> {
  const keyOf = (number: number) =>
    new random.RandomPassword(
      generationName(`${name}-key`, number),
      {length: 43, special: false},
      {parent, protect: true, retainOnDelete: true},
    ).result;
  const key = keyOf(generation);
  return generation > 1 ? pulumi.interpolate`${key}\n${keyOf(generation - 1)}` : key;
}

/** A Docker volume in a vault of its own key: while the vault is closed, no container that needs it starts. */
export class EncryptedVolume extends pulumi.ComponentResource {
  /** Known once the vault is open and checked. */
  readonly volumeName: pulumi.Output<string>;

  constructor(name: string, args: EncryptedVolumeArgs, opts?: pulumi.ComponentResourceOptions) {
    super(vaultComponent, name, {}, opts);
    const {stack, service} = args;
    const vault = physicalName(stack, service, args.volume);
    const keys = vaultKeys(name, args.generation ?? 1, this);
    const open = new command.local.Command(
      `${name}-vault`,
      {
        create: [
          refusePlainVolume(vault, stack.stack),
          keptBefore(plainName(stack, service, args.volume)),
          asRoot('vault', ensureWords(vault, args), ' "$@"'),
        ].join('; '),
        delete: asRoot('vault', ['close', vault]),
        stdin: pulumi.secret(keys),
        // Vaults are closed after each start of the machine.
        environment: {KAILASH_BOOT_ID: bootId()},
        addPreviousOutputInEnv: false,
        // Says why a vault does not open; the key is in none of its messages.
        logging: 'stderr',
      },
      {parent: this, additionalSecretOutputs: ['stdout', 'stderr']},
    );
    const labels = {
      ...ownerLabels(stack, service),
      [`${labelPrefix}.encryption`]: args.method ?? 'vault',
      ...args.labels,
    };
    const volume = new docker.Volume(
      `${name}-volume`,
      {
        name: vault,
        driver: 'local',
        driverOpts: {type: 'none', o: 'bind', device: vaultData(vault)},
        labels: Object.entries(labels).map(([label, value]) => ({label, value})),
      },
      {parent: this, protect: true, retainOnDelete: true, ignoreChanges: ['labels'], dependsOn: [open]},
    );
    this.volumeName = volume.name;
    this.registerOutputs({vault, volumeName: this.volumeName});
  }
}

/** What to do about a plain volume where a vault is wanted. */
export const migrateAdvice = (stack: string): string =>
  `run ./platform migrate-volume --stack ${stack}, which copies its data into a vault and keeps it until told`;

/** The folder that a volume is bound to; it exists inside the open vault only. */
const vaultData = (vault: string): string => `${openVaults}/${vault}/data`;

const ensureWords = (vault: string, {sizeMiB, reserved, method, owner}: EncryptedVolumeArgs): string[] => [
  ...['ensure', vault, '--size', String(sizeMiB)],
  ...(reserved ? [] : ['--sparse']),
  ...(method ? ['--method', method] : []),
  ...(owner ? ['--owner', owner] : []),
];

/** Where `./platform migrate-volume` keeps what a volume held before it was encrypted. */
export const plainName = (stack: StackName, service: string, volume: string): string =>
  physicalName(stack, service, volume, 'plain');

/** Shell text: the arguments are then those that let a new vault begin with what was kept. */
const keptBefore = (volume: string): string => {
  const folder = commandLine(['docker', 'volume', 'inspect', '--format', '{{.Mountpoint}}', volume]);
  return `set --; kept=$(${folder} 2>/dev/null) && set -- --from "$kept"`;
};

/** Whether a volume has the options of one in its vault. */
export const liesInVault = (vault: string, options: Readonly<Record<string, string>> | null | undefined): boolean =>
  options?.device === vaultData(vault) && options.o === 'bind' && options.type === 'none';

/** Shell text. The engine adopts an existing volume of the same name as it is, whatever was declared. */
export function refusePlainVolume(vault: string, stack: string): string {
  const options = '{{index .Options "device"}} {{index .Options "o"}} {{index .Options "type"}}';
  const wanted = `${vaultData(vault)} bind none`;
  const advice = migrateAdvice(stack);
  return [
    `found=$(${commandLine(['docker', 'volume', 'inspect', '--format', options, vault])} 2>/dev/null) || found=`,
    `if [ -n "$found" ] && [ "$found" != ${commandLine([wanted])} ]`,
    `then printf 'volume %s: is there already, outside of its vault, got options "%s"; %s\\n' ${commandLine([vault])} "$found" ${commandLine([advice])} >&2`,
    'exit 1',
    'fi',
  ].join('; ');
}
