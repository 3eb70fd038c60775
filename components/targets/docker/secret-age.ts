import * as pulumi from '@pulumi/pulumi';
import type * as random from '@pulumi/random';
import {labelPrefix} from '../../core/names';
import type {Rotation} from '../../core/settings';

/** What a password keeps of its making; only its first value counts, so it never makes a new password. */
export const made = (): {keepers: {made: string}} => ({keepers: {made: new Date().toISOString()}});

/** Says to the policies how old the oldest secret of a service is, and until when it has to be changed. */
export class SecretAge extends pulumi.ComponentResource {
  constructor(
    name: string,
    {passwords, rotation}: {passwords: readonly random.RandomPassword[]; rotation: Rotation},
    opts: pulumi.ComponentResourceOptions,
  ) {
    const dates = pulumi.all(passwords.map(({keepers}) => keepers)).apply((all) => all.map((kept) => kept?.made));
    super('kailash:docker:SecretAge', name, {labels: dates.apply((all) => ageLabels(all, rotation))}, opts);
    this.registerOutputs();
  }
}

/** Labels about the oldest of several dates; none where no date is known, as with passwords of earlier versions. Pure. */
export function ageLabels(
  dates: readonly (string | undefined)[],
  {maxAgeMs, graceMs}: Rotation,
): Record<string, string> {
  const times = dates.flatMap((date) => (date === undefined ? [] : [Date.parse(date)]));
  if (times.length === 0) return {};
  const oldest = Math.min(...times);
  const at = (ms: number) => new Date(ms).toISOString();
  return {
    [`${labelPrefix}.rotated`]: at(oldest),
    [`${labelPrefix}.rotate-by`]: at(oldest + maxAgeMs),
    [`${labelPrefix}.refused-from`]: at(oldest + maxAgeMs + graceMs),
  };
}
