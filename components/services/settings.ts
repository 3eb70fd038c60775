import {cpus, totalmem} from 'node:os';
import {readSettings, type Settings} from '../core/settings';
import {gatewayLimits} from './gateway';
import {defaultServices, services} from './index';

/** The settings of a stack with our services, on this machine unless another is given by its memory in MiB. */
export function settingsOf(
  raw: Readonly<Record<string, string>>,
  stack: string,
  memoryMiB = Math.floor(totalmem() / 2 ** 20),
): Settings {
  const {small, medium, large} = gatewayLimits;
  return readSettings(raw, {
    definitions: services,
    enabled: defaultServices,
    memoryMiB,
    processors: cpus().length,
    besidesMiB: {small: small.memoryMiB, medium: medium.memoryMiB, large: large.memoryMiB},
    stack,
  });
}
