import {totalmem} from 'node:os';
import {readSettings, type Settings} from '../core/settings';
import {gatewayLimits} from './gateway';
import {defaultServices, services} from './index';

/** The settings of a stack with our services on this machine. */
export function settingsOf(raw: Readonly<Record<string, string>>, stack: string): Settings {
  const {small, medium, large} = gatewayLimits;
  return readSettings(raw, {
    definitions: services,
    enabled: defaultServices,
    memoryMiB: Math.floor(totalmem() / 2 ** 20),
    besidesMiB: {small: small.memoryMiB, medium: medium.memoryMiB, large: large.memoryMiB},
    stack,
  });
}
