import {forbidDockerSocket} from './forbid-docker-socket';
import {forbidPlainSecret} from './forbid-plain-secret';
import {forbidPrivileged} from './forbid-privileged';
import {requireDroppedCapabilities} from './require-dropped-capabilities';
import {requireLoopbackPort} from './require-loopback-port';
import {requirePinnedImage} from './require-pinned-image';
import type {AnyRule} from './rule';

/** Every rule of the pack. */
export const rules: readonly AnyRule[] = [
  forbidDockerSocket,
  forbidPlainSecret,
  forbidPrivileged,
  requireDroppedCapabilities,
  requireLoopbackPort,
  requirePinnedImage,
];
