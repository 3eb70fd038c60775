import type {Reachable} from '../core/definition';
import {postgres} from './postgres';
import {redis} from './redis';

/** Every service that a stack can have, in the order of the README's table. */
export const services = {postgres, redis} as const satisfies Record<string, Reachable>;

export type ServiceName = keyof typeof services;

/** Services that are on unless a stack turns them off. */
export const defaultServices: readonly ServiceName[] = ['postgres', 'redis'];
