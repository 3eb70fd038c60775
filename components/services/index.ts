import type {Reachable} from '../core/definition';
import {chroma} from './chroma';
import {elasticsearch} from './elasticsearch';
import {minio} from './minio';
import {neo4j} from './neo4j';
import {postgres} from './postgres';
import {redis} from './redis';

/** Every service that a stack can have, in the order of the README's table. */
export const services = {postgres, redis, neo4j, chroma, elasticsearch, minio} as const satisfies Record<
  string,
  Reachable
>;

/** Services that are on unless a stack turns them off. */
export const defaultServices: readonly (keyof typeof services)[] = ['postgres', 'redis'];
