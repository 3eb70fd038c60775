import type {Definition} from '../core/definition';
import type {Settings} from '../core/settings';
import {gateway} from './gateway';

/** Every image that a stack needs, the gateway's included. */
export const imagesOf = ({services}: Settings): Definition['image'][] => [
  ...Object.values(services).flatMap(({image, definition}) => [
    image,
    ...(definition.companions ?? []).map((companion: Definition) => companion.image),
  ]),
  gateway([]).image,
];

/** The names of a service's containers within its stack: its own, and those of its companions. */
export const containersFor = (service: string, {services}: Pick<Settings, 'services'>): string[] => [
  service,
  ...(services[service]?.definition.companions ?? []).map(({name}) => name),
];

/** The names of a stack's containers within it: services, their companions, the gateway. */
export const containersIn = (settings: Settings): string[] => [
  ...Object.values(settings.services).flatMap(({definition}) => containersFor(definition.name, settings)),
  'gateway',
];
