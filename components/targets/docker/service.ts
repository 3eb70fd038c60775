import {createHash} from 'node:crypto';
import {cpus as processors} from 'node:os';
import * as command from '@pulumi/command';
import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type {Definition, Exception, Limits, Value} from '../../core/definition';
import {labelPrefix, physicalName, type StackName} from '../../core/names';
import type {Rotation} from '../../core/settings';
import {fill, type Places} from '../../core/template';
import type {Authority} from './authority';
import {Certificate} from './certificate';
import {containerArgs, exceptionLabels} from './container';
import {bootId, deliver, type Files} from './delivery';
import {EncryptedVolume} from './encrypted-volume';
import {Passwords} from './passwords';
import {commandLine} from './shell';
import {plainVolume} from './volume';

export interface DockerServiceArgs {
  readonly stack: StackName;
  readonly definition: Definition;
  readonly limits: Limits;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The image, by digest or local tag. */
  readonly image: string;
  /** What the image misses where it is the official one. */
  readonly imageExceptions?: readonly Exception[];
  readonly authority: Authority;
  readonly dnsNames: readonly string[];
  /** A certificate that a company made for the service, PEM. */
  readonly certificate?: {readonly keyPem: string; readonly certificatePem: string};
  /** Generation of each secret by `<service>.<secret>`. */
  readonly generations: Readonly<Record<string, number>>;
  readonly rotation: Rotation;
  /** The vaults, or why data volumes are plain. */
  readonly encryption:
    | {
        readonly sizeMiB: number;
        /** Generation of each vault's key by `<service>.<volume>`. */
        readonly generations: Readonly<Record<string, number>>;
      }
    | {readonly off: string};
  /** Networks that the container is on, the one that decides its default route first. */
  readonly networks: readonly docker.Network[];
  readonly publish?: readonly {readonly internal: number; readonly external: number}[];
  /** Whether other services start only when this one is healthy. @default false */
  readonly needed?: boolean;
}

/** The type of the component, which is part of the URN of everything in it. */
export const serviceComponent = 'kailash:docker:Service';

/** One service on a Docker engine: passwords, certificate, files, volumes, the hardened container, and what is set up in it. */
export class DockerService extends pulumi.ComponentResource {
  /** Passwords and keys by name. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
  /** Those of the generation before. */
  readonly previous: Readonly<Record<string, pulumi.Output<string>>>;
  readonly container: docker.Container;
  /** Known once the service is set up. */
  readonly ready: pulumi.Output<string>;

  constructor(name: string, args: DockerServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(serviceComponent, name, {}, opts);
    const {stack, definition, settings} = args;
    const limits = onThisMachine(args.limits);
    const child = {parent: this};
    const passwords = new Passwords(name, {definition, generations: args.generations, rotation: args.rotation}, child);
    this.secrets = passwords.present;
    this.previous = passwords.previous;
    const certificate = definition.tls
      ? new Certificate(
          `${name}-certificate`,
          {authority: args.authority, service: definition.name, dnsNames: args.dnsNames, given: args.certificate},
          child,
        )
      : undefined;
    const files = pulumi
      .all([
        pulumi.all(this.secrets),
        certificate?.keyPem ?? '',
        certificate?.certificatePem ?? '',
        args.authority.certificatePem,
      ])
      .apply(([secrets, key, leaf, authority]) =>
        filesOf(definition, {secrets, settings, limits}, {key, leaf, authority}),
      );
    const delivered = deliver(
      `${name}-files`,
      {stack: physicalName(stack), service: definition.name, files, user: definition.user},
      child,
    );
    const image = new docker.RemoteImage(
      `${name}-image`,
      {name: args.image, keepLocally: true, ...imageExceptions(args)},
      child,
    );
    const volumes = definition.volumes.map((part) => {
      const volume = {stack, service: definition.name, volume: part.name};
      const {encryption} = args;
      const volumeName =
        'sizeMiB' in encryption
          ? new EncryptedVolume(
              `${name}-${part.name}`,
              {
                ...volume,
                sizeMiB: encryption.sizeMiB,
                owner: definition.user,
                generation: encryption.generations[`${definition.name}.${part.name}`],
              },
              child,
            ).volumeName
          : plainVolume(`${name}-${part.name}`, {...volume, reason: encryption.off}, child).name;
      return {volumeName, containerPath: part.path};
    });
    const revision = pulumi.unsecret(files.apply(revisionOf));
    const plan = containerArgs({
      stack,
      definition,
      limits,
      settings,
      publish: args.publish ?? [],
      needed: args.needed ?? false,
    });
    this.container = new docker.Container(
      name,
      {
        ...plan,
        image: image.imageId,
        networksAdvanced: args.networks.map((network, index) => ({
          name: network.name,
          ...(index === 0 ? {aliases: [definition.name]} : {}),
        })),
        volumes: [...plan.volumes, ...volumes],
        labels: [
          ...plan.labels,
          {label: `${labelPrefix}.revision`, value: definition.onChange === 'replace' ? revision : bootId()},
        ],
      },
      {
        ...child,
        dependsOn: [delivered],
        ignoreChanges: ['networkMode'],
        // The provider takes a changed health check for updated without telling the engine (found by ./platform drift).
        replaceOnChanges: ['healthcheck'],
        deleteBeforeReplace: true,
      },
    );
    this.ready = definition.setup
      ? this.setUp(name, args, revision, delivered)
      : pulumi.all([this.container.id, delivered.id]).apply(([id]) => id);
    this.registerOutputs({container: this.container.name});
  }

  /** Runs the definition's setup inside the container: as soon as that is healthy, and whenever its files changed. */
  private setUp(name: string, args: DockerServiceArgs, revision: pulumi.Output<string>, delivered: pulumi.Resource) {
    const {definition, settings, stack} = args;
    const limits = onThisMachine(args.limits);
    const setup = definition.setup;
    if (!setup) throw new Error(`${name}: no setup`);
    const words = setup.command.map((word) => fill(word, {settings, limits}));
    const check = checkWords(definition.health.command);
    const {startTimeoutSeconds} = definition.health;
    return new command.local.Command(
      `${name}-setup`,
      {
        create: commandLine([
          'host/set-up',
          physicalName(stack, definition.name),
          `${startTimeoutSeconds}`,
          `${check.length}`,
          ...check,
          ...words,
        ]),
        stdin: pulumi.secret(
          pulumi
            .all([pulumi.all(this.secrets), pulumi.all(this.previous)])
            .apply(([secrets, previous]) => fill(setup.input, {secrets, previous, settings, limits})),
        ),
        environment: {KAILASH_REVISION: revision},
        triggers: [this.container.id],
        addPreviousOutputInEnv: false,
        logging: 'none',
      },
      {parent: this, dependsOn: [this.container, delivered], additionalSecretOutputs: ['stdout', 'stderr']},
    ).id;
  }
}

/** A health check as words to execute; the engine knows `CMD` and `CMD-SHELL`. */
const checkWords = ([kind, ...words]: readonly string[]): readonly string[] =>
  kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;

/** A size may grant more processors than there are, and the engine makes no such container. */
const onThisMachine = ({memoryMiB, cpus}: Limits): Limits => ({
  memoryMiB,
  cpus: Math.min(cpus, processors().length),
});

/** An image has no labels, so its exceptions are triggers; one that is built here has nothing to except. */
const imageExceptions = ({image, imageExceptions: exceptions}: DockerServiceArgs) =>
  exceptions && image.includes('@') ? {triggers: exceptionLabels(exceptions)} : {};

/** Names of the secrets that the container reads as files. */
const secretFiles = (env: Readonly<Record<string, Value>>): string[] =>
  Object.values(env).flatMap((value) => ('secretFile' in value ? [value.secretFile] : []));

/** Every file of a service, filled in. */
export function filesOf(
  definition: Definition,
  places: Places & {readonly secrets: Readonly<Record<string, string>>},
  pem: {readonly key: string; readonly leaf: string; readonly authority: string},
): Files {
  const {tls} = definition;
  return {
    ...Object.fromEntries(secretFiles(definition.env).map((name) => [`secrets/${name}`, places.secrets[name] ?? ''])),
    ...Object.fromEntries(definition.files.map(({name, text}) => [`config/${name}`, fill(text, places)])),
    ...(tls
      ? {[`tls/${tls.certificate}`]: pem.leaf, [`tls/${tls.key}`]: pem.key, [`tls/${tls.ca}`]: pem.authority}
      : {}),
  };
}

/** What changes with the files, and with the start of the machine; passwords of 32 characters can't be guessed from it. */
export const revisionOf = (files: Files): string =>
  createHash('sha256')
    .update(JSON.stringify([files, bootId()]))
    .digest('hex')
    .slice(0, 16);
