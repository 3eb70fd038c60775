import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import {ownerLabels, physicalName, type StackName} from '../../core/names';

/** A bridge of its own for one service. `internal`: no way out, and no neighbours. */
export function network(
  name: string,
  {stack, service, internal}: {stack: StackName; service: string; internal: boolean},
  opts: pulumi.CustomResourceOptions,
): docker.Network {
  return new docker.Network(
    name,
    {
      name: physicalName(stack, service),
      driver: 'bridge',
      internal,
      attachable: false,
      // The network of the gateway is not internal, as Docker publishes no port of one that is. Nobody else joins it, nobody
      // could talk there, and without masquerade no answer from outside finds its way back: a gateway that is cut off from
      // a service must not carry its clients anywhere else.
      // Without an address of the host on its bridge, an internal network has no way to what listens on the host either.
      options: internal
        ? {'com.docker.network.bridge.inhibit_ipv4': 'true'}
        : {
            'com.docker.network.bridge.enable_icc': 'false',
            'com.docker.network.bridge.enable_ip_masquerade': 'false',
            'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
          },
      labels: Object.entries(ownerLabels(stack, service)).map(([label, value]) => ({label, value})),
    },
    // Two networks of one name would be in each other's way.
    {...opts, deleteBeforeReplace: true},
  );
}
