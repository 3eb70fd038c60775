import type {Kinds} from './kinds';

const prefix = 'com.docker.network.bridge.';

/** An option of the bridge driver by its short name. */
export const bridgeOption = ({options}: Kinds['network'], name: string): string | undefined => options?.[prefix + name];

/** Whether a network is a bridge, which it is when nothing is said. */
export const isBridge = ({driver}: Kinds['network']): boolean => !driver || driver === 'bridge';

/** Whether a text is false for the bridge driver, which reads it with Go's ParseBool. */
export const isFalse = (text: string | undefined): boolean =>
  ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text ?? '');
