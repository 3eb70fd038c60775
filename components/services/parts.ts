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

/** The names of a stack's containers within it: services, their companions, the gateway. */
export const containersIn = ({services}: Settings): string[] => [
  ...Object.values(services).flatMap(({definition}) => [
    definition.name,
    ...(definition.companions ?? []).map((companion: Definition) => companion.name),
  ]),
  'gateway',
];
