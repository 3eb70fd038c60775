import type {Definition} from '../core/definition';
import type {Settings} from '../core/settings';
import {gateway} from './gateway';

/** Every image that a stack needs, the gateway's included. */
export const imagesOf = ({services}: Settings): Definition['image'][] => [
  ...Object.values(services).map(({image}) => image),
  gateway([]).image,
];
