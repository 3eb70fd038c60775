import * as pulumi from '@pulumi/pulumi';
import {type Connection, connectionOf} from '../../core/connection';
import type {Definition, Limits, Size} from '../../core/definition';
import {physicalName, type StackName} from '../../core/names';
import type {ServiceSettings, Settings} from '../../core/settings';
import {gateway} from '../../services/gateway';
import {StackAuthority} from './authority';
import {authorityFile, deliverAuthority} from './delivery';
import {type GivenAuthority, givenAuthority, givenCertificate} from './given';
import {KeptService} from './kept';
import {network} from './network';
import {DockerService, type DockerServiceArgs} from './service';

/** What a stack on a Docker engine gives back. */
export interface DockerStack {
  /** Connections by service and role; secret. */
  readonly connections: pulumi.Output<Record<string, Record<string, Connection>>>;
  /** Known once every service is set up. */
  readonly ready: pulumi.Output<string[]>;
  /** Container names by service. */
  readonly containers: Readonly<Record<string, string>>;
  readonly authorityPem: pulumi.Output<string>;
}

export interface DockerStackArgs {
  readonly stack: StackName;
  readonly settings: Settings;
  /** References by image folder. */
  readonly images: ReadonlyMap<string, string>;
}

const imageFor = (images: ReadonlyMap<string, string>, {local, exceptions}: Definition['image']) => {
  const image = images.get(local);
  if (image === undefined) throw new Error(`images: none for ${local}`);
  return {image, imageExceptions: exceptions};
};

/** The port inside that a service publishes. */
const portOf = ({definition}: ServiceSettings): number => definition.ports[definition.connection.port] ?? 0;

/** MiB that a vault sets aside; the backing file is sparse, so what is not used takes no room. */
const vaultMiB: Record<Size, number> = {small: 4096, medium: 20_480, large: 102_400};

const vaultsOf = ({encryption, size, vaultGenerations: generations}: Settings): DockerServiceArgs['encryption'] =>
  encryption === 'required' ? {sizeMiB: vaultMiB[size], generations} : encryption;

const companionsOf = (definition: Definition): readonly Definition[] => definition.companions ?? [];

/** Services after those that they need, so that each finds its needs built already. */
export function inOrder(services: Readonly<Record<string, ServiceSettings>>): ServiceSettings[] {
  const done: ServiceSettings[] = [];
  const add = (service: ServiceSettings) => {
    if (done.includes(service)) return;
    for (const need of service.definition.needs) if (services[need]) add(services[need]);
    done.push(service);
  };
  Object.values(services).forEach(add);
  return done;
}

/** The certificate that a company made for a service, if it made one. */
const certificateOf = (
  {definition, certificate}: ServiceSettings,
  given: GivenAuthority | undefined,
  more: readonly string[],
) =>
  given && certificate
    ? givenCertificate(definition.name, certificate, {
        roots: given.roots,
        names: [...new Set([definition.name, 'localhost', ...more])],
      })
    : undefined;

/** Declares a whole stack on one Docker engine. */
export function dockerStack({stack, settings, images}: DockerStackArgs): DockerStack {
  const services = inOrder(settings.services);
  // Checked before anything is declared.
  const given = settings.authority && givenAuthority(settings.authority);
  const certificates = new Map(
    services.map((service) => [service.definition.name, certificateOf(service, given, settings.dnsNames)]),
  );
  // The first resources: the provider waits two seconds after it made one.
  const front = network('gateway-network', {stack, service: 'gateway', internal: false}, {});
  const networks = new Map(
    services
      .flatMap(({definition}) => [definition.name, ...companionsOf(definition).map(({name}) => name)])
      .map((name) => [name, network(`${name}-network`, {stack, service: name, internal: true}, {})]),
  );
  const authority = new StackAuthority('authority', {stack: stack.stack, given, change: settings.authorityChange});
  const authorityDelivered = deliverAuthority('authority-file', physicalName(stack), authority.certificatePem, {
    parent: authority,
  });
  const networksOf = (names: readonly string[]) => names.flatMap((name) => networks.get(name) ?? []);
  const shared = {
    stack,
    authority,
    dnsNames: settings.dnsNames,
    generations: settings.generations,
    rotation: settings.rotation,
    encryption: vaultsOf(settings),
  };
  const build = (
    definition: Definition,
    image: Definition['image'],
    limits: Limits,
    own: Record<string, unknown>,
    first: DockerService[],
    more: Pick<DockerServiceArgs, 'needed' | 'certificate'>,
  ) =>
    new DockerService(
      definition.name,
      {
        ...shared,
        definition,
        limits,
        settings: own,
        ...more,
        ...imageFor(images, image),
        networks: networksOf([
          definition.name,
          ...(definition.joins ?? []),
          ...companionsOf(definition).map(({name}) => name),
        ]),
      },
      {dependsOn: first},
    );
  const built = new Map<string, DockerService>();
  const needed = new Set(services.flatMap(({definition}) => definition.needs));
  for (const {definition, image, limits, own} of services) {
    const companions = companionsOf(definition).map((c) =>
      build(c, c.image, c.limits[settings.size], {}, [], {needed: true}),
    );
    const needs = definition.needs.flatMap((need) => built.get(need) ?? []);
    built.set(
      definition.name,
      build(definition, image, limits, own, [...needs, ...companions], {
        needed: needed.has(definition.name),
        certificate: certificates.get(definition.name),
      }),
    );
  }
  for (const definition of settings.kept.flatMap((kept) => [kept, ...companionsOf(kept)]))
    new KeptService(definition.name, {
      definition,
      generations: settings.generations,
      vaultGenerations: settings.encryption === 'required' ? settings.vaultGenerations : undefined,
    });
  const way = gateway(services.map((service) => ({service: service.definition.name, port: portOf(service)})));
  const gate = new DockerService('gateway', {
    ...shared,
    definition: way,
    limits: way.limits[settings.size],
    settings: {},
    ...imageFor(images, way.image),
    networks: [front, ...networksOf(way.joins ?? [])],
    publish: services.map((service) => ({internal: portOf(service), external: service.port})),
  });
  return {
    connections: connections(physicalName(stack), services, built),
    ready: pulumi.all([...[...built.values(), gate].map(({ready}) => ready), authorityDelivered.id]),
    containers: Object.fromEntries(
      [...services.map(({definition}) => definition.name), 'gateway'].map((name) => [name, physicalName(stack, name)]),
    ),
    authorityPem: authority.certificatePem,
  };
}

function connections(stack: string, services: readonly ServiceSettings[], built: ReadonlyMap<string, DockerService>) {
  const perService = services.map(({definition, port}) => {
    const secrets = built.get(definition.name)?.secrets ?? {};
    const roles = definition.roles.map(({name}) => name);
    return pulumi.all(roles.map((role) => secrets[role] ?? '')).apply((passwords) => {
      const perRole = roles.map((role, index) => {
        const endpoint = {host: 'localhost', port, password: passwords[index] ?? '', ca: authorityFile(stack)};
        return [role, connectionOf(definition, role, endpoint)] as const;
      });
      return [definition.name, Object.fromEntries(perRole)] as const;
    });
  });
  return pulumi.secret(pulumi.all(perService).apply((all) => Object.fromEntries(all)));
}
