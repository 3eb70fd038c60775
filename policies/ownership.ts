import {labelNamed, labelPrefix} from './labels';

/** The service that a resource says it belongs to. */
export const serviceOf = (props: Record<string, unknown>): string | undefined =>
  labelNamed(props, `${labelPrefix}.service`);

/** The services whose networks a container says it needs. */
export const needsOf = (props: Record<string, unknown>): string[] =>
  (labelNamed(props, `${labelPrefix}.needs`) ?? '').split(',').map((name) => name.trim());

/** The parameter that names the services at the edge, which publish ports and reach every network. */
export const gateways = {
  type: 'array',
  items: {type: 'string'},
  default: ['gateway'] as string[],
  description: 'Services that may publish ports and join every network.',
} as const;
export type Gateways = {gateways: string[]};
