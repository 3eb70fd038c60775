import {labelPrefix, labelsOf} from './labels';
import {known} from './unknown';

/** The service that a resource says it belongs to. */
export const serviceOf = (props: Record<string, unknown>): string | undefined =>
  ownLabels(props)[`${labelPrefix}.service`];

/** The services whose networks a container says it needs. */
export const needsOf = (props: Record<string, unknown>): string[] =>
  (ownLabels(props)[`${labelPrefix}.needs`] ?? '').split(',').map((name) => name.trim());

const ownLabels = (props: Record<string, unknown>): Record<string, string> => known(() => labelsOf(props)) ?? {};

/** The parameter that names the services at the edge, which publish ports and reach every network. */
export const gateways = {
  type: 'array',
  items: {type: 'string'},
  default: ['gateway'] as string[],
  description: 'Services that may publish ports and join every network.',
} as const;
export type Gateways = {gateways: string[]};
