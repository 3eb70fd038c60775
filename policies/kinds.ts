import type * as docker from '@pulumi/docker';
import type {Unwrap} from '@pulumi/pulumi';

/** The checked inputs of each kind of resource that a rule can judge. */
export interface Kinds {
  container: Unwrap<docker.ContainerArgs>;
  service: Unwrap<docker.ServiceArgs>;
  network: Unwrap<docker.NetworkArgs>;
  volume: Unwrap<docker.VolumeArgs>;
  remoteImage: Unwrap<docker.RemoteImageArgs>;
  registryImage: Unwrap<docker.RegistryImageArgs>;
  image: Unwrap<docker.ImageArgs>;
  plugin: Unwrap<docker.PluginArgs>;
  serviceConfig: Unwrap<docker.ServiceConfigArgs>;
  provider: Unwrap<docker.ProviderArgs>;
  command: CommandInputs;
}

/** What we read of `command:local:Command` and `command:remote:Command`. */
export interface CommandInputs {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export type Kind = keyof Kinds;
export type Container = Kinds['container'];

/** Pulumi's type tokens, and what a message calls a resource of that type. */
export const kindOfType: Readonly<Record<string, {readonly kind: Kind; readonly word: string}>> = {
  'docker:index/container:Container': {kind: 'container', word: 'container'},
  'docker:index/service:Service': {kind: 'service', word: 'swarm service'},
  'docker:index/network:Network': {kind: 'network', word: 'network'},
  'docker:index/volume:Volume': {kind: 'volume', word: 'volume'},
  'docker:index/remoteImage:RemoteImage': {kind: 'remoteImage', word: 'image'},
  'docker:index/registryImage:RegistryImage': {kind: 'registryImage', word: 'registry image'},
  'docker:index/image:Image': {kind: 'image', word: 'built image'},
  'docker:index/plugin:Plugin': {kind: 'plugin', word: 'plugin'},
  'docker:index/serviceConfig:ServiceConfig': {kind: 'serviceConfig', word: 'swarm config'},
  'pulumi:providers:docker': {kind: 'provider', word: 'provider'},
  'command:local:Command': {kind: 'command', word: 'command'},
  'command:remote:Command': {kind: 'command', word: 'command'},
};
