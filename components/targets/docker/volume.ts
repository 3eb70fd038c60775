import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import {labelPrefix, ownerLabels, physicalName, type StackName} from '../../core/names';

/** A named volume that neither an update nor `down` removes. Its labels never change: that would replace it. */
export function plainVolume(
  name: string,
  {stack, service, volume: part, reason}: {stack: StackName; service: string; volume: string; reason: string},
  opts: pulumi.CustomResourceOptions,
): docker.Volume {
  const labels = {
    ...ownerLabels(stack, service),
    [`${labelPrefix}.encryption`]: `off: ${reason}`,
  };
  return new docker.Volume(
    name,
    {
      name: physicalName(stack, service, part),
      driver: 'local',
      labels: Object.entries(labels).map(([label, value]) => ({label, value})),
    },
    {...opts, protect: true, retainOnDelete: true, ignoreChanges: ['labels', 'driverOpts']},
  );
}
