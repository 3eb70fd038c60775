import type {Table} from '../cases';
import {ownerLabels} from '../fixtures';

/** Rules about networks and ports. */
export const network: Table = {
  'forbid-host-network': [
    {
      title: 'as mode',
      on: 'container',
      change: {networkMode: 'host'},
      messages: ['container "subject", networkMode: shares the host\'s network, got "host"; join a network of its own'],
    },
    {
      title: 'as network',
      on: 'container',
      change: {networksAdvanced: [{name: 'host'}]},
      messages: [
        'container "subject", networksAdvanced[0].name: shares the host\'s network, got "host"; join a network of its own',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {networksAdvanceds: [{name: 'host'}]}},
      messages: [
        'swarm service "subject", taskSpec.networksAdvanceds[0].name: shares the host\'s network, got "host"; join a network of its own',
      ],
    },
    {title: 'bridge besides a network', on: 'container', change: {networkMode: 'bridge'}, messages: []},
  ],
  'require-loopback-port': [
    {
      title: 'no address',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published on every interface, got nothing; write "127.0.0.1"',
      ],
    },
    {
      title: 'an empty one',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: ''}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published on every interface, got ""; write "127.0.0.1"',
      ],
    },
    {
      title: '0.0.0.0',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '0.0.0.0'}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published on every interface, got "0.0.0.0"; write "127.0.0.1"',
      ],
    },
    {
      title: 'the wildcard of IPv6',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '::'}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published on every interface, got "::"; write "127.0.0.1"',
      ],
    },
    {
      title: 'the wildcard of IPv6 in another spelling',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '0:0::0'}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published on every interface, got "0:0::0"; write "127.0.0.1"',
      ],
    },
    {
      title: 'the mapped wildcard',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '::ffff:0.0.0.0'}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published on every interface, got "::ffff:0.0.0.0"; write "127.0.0.1"',
      ],
    },
    {
      title: 'the bracketed wildcard',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '[::]'}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published on every interface, got "[::]"; write "127.0.0.1"',
      ],
    },
    {
      title: 'an address of the network',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '192.168.1.10'}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published beyond this host, got "192.168.1.10"; write "127.0.0.1"',
      ],
    },
    {
      title: 'an address of IPv6',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: 'fe80::1%eth0'}]},
      messages: [
        'container "subject", ports[0].ip: port 5432 is published beyond this host, got "fe80::1%eth0"; write "127.0.0.1"',
      ],
    },
    {
      title: 'what is no address',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: 'localhost'}]},
      messages: [
        'container "subject", ports[0].ip: the address of port 5432 cannot be read, got "localhost"; write "127.0.0.1"',
      ],
    },
    {
      title: '127.0.0.1',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '127.0.0.1'}]},
      messages: [],
    },
    {
      title: 'another loopback address',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '127.8.9.1'}]},
      messages: [],
    },
    {
      title: 'loopback of IPv6',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '::1'}]},
      messages: [],
    },
    {
      title: 'mapped loopback',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '::ffff:127.0.0.1'}]},
      messages: [],
    },
    {
      title: 'one that is allowed',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '192.168.1.10'}]},
      parameters: {addresses: ['192.168.1.10']},
      messages: [],
    },
  ],
  'forbid-privileged-port': [
    {
      title: '443',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 8443, external: 443, ip: '127.0.0.1'}]},
      messages: [
        'container "subject", ports[0].external: is a privileged port of the host, got 443; publish on 1024 or above',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 8443, publishedPort: 1023}]}},
      messages: [
        'swarm service "subject", endpointSpec.ports[0].publishedPort: is a privileged port of the host, got 1023; publish on 1024 or above',
      ],
      others: ['limit-swarm-ports'],
    },
    {
      title: '1024',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 8443, external: 1024, ip: '127.0.0.1'}]},
      messages: [],
    },
    {
      title: 'a port that the engine chooses',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 8443, ip: '127.0.0.1'}]},
      messages: [],
    },
    {
      title: 'one that is allowed',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 8443, external: 443, ip: '127.0.0.1'}]},
      parameters: {allowed: [443]},
      messages: [],
    },
    {
      title: 'one that is allowed to a swarm service',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 8443, publishedPort: 443}]}},
      parameters: {allowed: [443]},
      messages: [],
      others: ['limit-swarm-ports'],
    },
    {
      title: '1024 of a swarm service',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 8443, publishedPort: 1024}]}},
      messages: [],
      others: ['limit-swarm-ports'],
    },
    {
      title: 'a port of a swarm service that the engine chooses',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 8443}]}},
      messages: [],
      others: ['limit-swarm-ports'],
    },
  ],
  'forbid-publish-all-ports': [
    {
      title: 'all',
      on: 'container',
      change: {publishAllPorts: true},
      messages: [
        'container "subject", publishAllPorts: publishes whatever the image exposes, on every interface, got true; remove it and list the ports in "ports"',
      ],
    },
    {title: 'false', on: 'container', change: {publishAllPorts: false}, messages: []},
  ],
  'limit-published-ports': [
    {
      title: 'one that is not listed',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 1, external: 6379, ip: '127.0.0.1'}]},
      parameters: {ports: [5432]},
      messages: [
        'container "subject", ports[0].external: is not an allowed port, got 6379; remove it, or use one of: 5432',
      ],
    },
    {
      title: 'one that the engine chooses',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 1, ip: '127.0.0.1'}]},
      parameters: {ports: [5432]},
      messages: [
        'container "subject", ports[0].external: is not an allowed port, got nothing; remove it, or use one of: 5432',
      ],
    },
    {
      title: 'one that is listed',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 1, external: 5432, ip: '127.0.0.1'}]},
      parameters: {ports: [5432]},
      messages: [],
    },
    {
      title: 'no list',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 1, external: 5432, ip: '127.0.0.1'}]},
      messages: [],
    },
  ],
  'forbid-ssh-server': [
    {
      title: 'its port',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 22, external: 2222, ip: '127.0.0.1'}]},
      messages: [
        'container "subject", ports[0].internal: is the port of SSH, got 22; remove it; "docker exec" gives a shell',
      ],
    },
    {
      title: 'its command',
      on: 'container',
      change: {command: ['/usr/sbin/sshd', '-D']},
      messages: ['container "subject", command[0]: starts an SSH server; remove it; "docker exec" gives a shell'],
    },
    {
      title: 'in a shell',
      on: 'container',
      change: {entrypoints: ['sh', '-c', 'dropbear -F']},
      messages: ['container "subject", entrypoints[2]: starts an SSH server; remove it; "docker exec" gives a shell'],
    },
    {
      title: 'a swarm service, its command',
      on: 'service',
      change: {taskSpec: {containerSpec: {commands: ['sshd']}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.commands[0]: starts an SSH server; remove it; "docker exec" gives a shell',
      ],
    },
    {
      title: 'a swarm service, its port',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 22, publishedPort: 2222}]}},
      messages: [
        'swarm service "subject", endpointSpec.ports[0].targetPort: is the port of SSH, got 22; remove it; "docker exec" gives a shell',
      ],
      others: ['limit-swarm-ports'],
    },
    {title: 'a word that only contains it', on: 'container', change: {command: ['sshd-exporter']}, messages: []},
    {
      title: 'another command of a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {commands: ['postgres']}}},
      messages: [],
    },
    {
      title: 'another port of a swarm service',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 5432, publishedPort: 15432}]}},
      messages: [],
      others: ['limit-swarm-ports'],
    },
  ],
  'require-own-network': [
    {
      title: 'the default by its other name',
      on: 'container',
      change: {networksAdvanced: undefined, networkMode: 'default'},
      messages: [
        'container "subject", networkMode: is on the engine\'s default bridge, which every container shares, got "default"; name a network of its own in networksAdvanced',
      ],
    },
    {
      title: 'none',
      on: 'container',
      change: {networksAdvanced: undefined},
      messages: [
        'container "subject", networkMode: is on the engine\'s default bridge, which every container shares, got nothing; name a network of its own in networksAdvanced',
      ],
    },
    {
      title: 'none, with the default of the provider',
      on: 'container',
      change: {networksAdvanced: [], networkMode: 'bridge'},
      messages: [
        'container "subject", networkMode: is on the engine\'s default bridge, which every container shares, got "bridge"; name a network of its own in networksAdvanced',
      ],
    },
    {
      title: 'the default by name',
      on: 'container',
      change: {networksAdvanced: [{name: 'bridge'}]},
      messages: [
        'container "subject", networksAdvanced[0].name: is on the engine\'s default bridge, which every container shares, got "bridge"; name a network of its own in networksAdvanced',
      ],
    },
    {title: 'none at all', on: 'container', change: {networksAdvanced: undefined, networkMode: 'none'}, messages: []},
    {
      title: 'the default of the provider besides a network',
      on: 'container',
      change: {networkMode: 'bridge'},
      messages: [],
    },
  ],
  'forbid-open-bridge': [
    {
      title: 'a bridge by its name',
      on: 'network',
      change: {
        driver: 'bridge',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1'},
      },
      messages: [
        'network "subject", internal: its containers reach one another and the world, got false; set it to true, or the option com.docker.network.bridge.enable_icc to "false"',
      ],
    },
    {
      title: 'neither',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1'},
      },
      messages: [
        'network "subject", internal: its containers reach one another and the world, got false; set it to true, or the option com.docker.network.bridge.enable_icc to "false"',
      ],
    },
    {
      title: 'switched on',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'true',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
        },
      },
      messages: [
        'network "subject", internal: its containers reach one another and the world, got false; set it to true, or the option com.docker.network.bridge.enable_icc to "false"',
      ],
    },
    {
      title: 'kept apart',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
        },
      },
      messages: [],
    },
    {title: 'internal', on: 'network', change: {driver: 'bridge'}, messages: []},
    {
      title: 'another driver',
      on: 'network',
      change: {driver: 'macvlan', internal: false, labels: ownerLabels('gateway')},
      messages: [],
    },
  ],
  'require-host-binding': [
    {
      title: 'none',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {'com.docker.network.bridge.enable_icc': '0'},
      },
      messages: [
        'network "subject", options["com.docker.network.bridge.host_binding_ipv4"]: ports without an address are published on every interface, got nothing; write "127.0.0.1"',
      ],
    },
    {
      title: 'every interface',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
        },
      },
      messages: [
        'network "subject", options["com.docker.network.bridge.host_binding_ipv4"]: ports without an address are published on every interface, got "0.0.0.0"; write "127.0.0.1"',
      ],
    },
    {
      title: 'what is no address',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {'com.docker.network.bridge.enable_icc': 'false', 'com.docker.network.bridge.host_binding_ipv4': 'lo'},
      },
      messages: [
        'network "subject", options["com.docker.network.bridge.host_binding_ipv4"]: ports without an address are published on every interface, got "lo"; write "127.0.0.1"',
      ],
    },
    {
      title: 'an address of its own',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '10.0.0.1',
        },
      },
      messages: [],
    },
    {
      title: 'another driver',
      on: 'network',
      change: {driver: 'ipvlan', internal: false, labels: ownerLabels('gateway')},
      messages: [],
    },
  ],
  'forbid-unprotected-gateway': [
    {
      title: 'unprotected',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
          'com.docker.network.bridge.gateway_mode_ipv4': 'nat-unprotected',
        },
      },
      messages: [
        'network "subject", options["com.docker.network.bridge.gateway_mode_ipv4"]: opens unpublished ports of its containers to other machines, got "nat-unprotected"; remove it',
      ],
    },
    {
      title: 'routed',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
          'com.docker.network.bridge.gateway_mode_ipv6': 'routed',
        },
      },
      messages: [
        'network "subject", options["com.docker.network.bridge.gateway_mode_ipv6"]: opens unpublished ports of its containers to other machines, got "routed"; remove it',
      ],
    },
    {
      title: 'trusted interfaces',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
          'com.docker.network.bridge.trusted_host_interfaces': 'eth0',
        },
      },
      messages: [
        'network "subject", options["com.docker.network.bridge.trusted_host_interfaces"]: opens unpublished ports of its containers to other machines, got "eth0"; remove it',
      ],
    },
    {
      title: 'isolated',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
          'com.docker.network.bridge.gateway_mode_ipv4': 'isolated',
        },
      },
      messages: [],
    },
  ],
  'require-encrypted-overlay': [
    {
      title: 'in the clear',
      on: 'network',
      change: {driver: 'overlay'},
      messages: [
        'network "subject", options.encrypted: packets travel between the nodes in the clear, got nothing; write "true"',
      ],
    },
    {
      title: 'switched off',
      on: 'network',
      change: {driver: 'overlay', options: {encrypted: 'false'}},
      messages: [
        'network "subject", options.encrypted: packets travel between the nodes in the clear, got "false"; write "true"',
      ],
    },
    {title: 'encrypted', on: 'network', change: {driver: 'overlay', options: {encrypted: ''}}, messages: []},
    {title: 'a bridge', on: 'network', change: {driver: 'bridge'}, messages: []},
  ],
  'forbid-attachable-overlay': [
    {
      title: 'attachable',
      on: 'network',
      change: {driver: 'overlay', options: {encrypted: 'true'}, attachable: true},
      messages: ['network "subject", attachable: any container may join, got true; remove it'],
    },
    {title: 'a bridge', on: 'network', change: {attachable: true}, messages: []},
    {
      title: 'not attachable',
      on: 'network',
      change: {driver: 'overlay', options: {encrypted: 'true'}, attachable: false},
      messages: [],
    },
  ],
  'limit-swarm-ports': [
    {
      title: 'a port',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 5432, publishedPort: 15432}]}},
      messages: [
        'swarm service "subject", endpointSpec.ports[0]: port 5432 is published on every interface of every node, got 15432; remove it, or let a reviewer allow it',
      ],
    },
    {
      title: 'a port that the swarm chooses',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 5432}]}},
      messages: [
        'swarm service "subject", endpointSpec.ports[0]: port 5432 is published on every interface of every node, got nothing; remove it, or let a reviewer allow it',
      ],
    },
    {
      title: 'one that is allowed',
      on: 'service',
      change: {endpointSpec: {ports: [{targetPort: 5432, publishedPort: 15432}]}},
      parameters: {ports: [15432]},
      messages: [],
    },
  ],
  'forbid-published-port': [
    {
      title: 'a service',
      on: 'container',
      change: {ports: [{internal: 5432, external: 15432, ip: '127.0.0.1'}]},
      messages: [
        'container "subject", ports[0]: the service "db" publishes a port itself, got 5432; publish it through the gateway',
      ],
    },
    {
      title: 'the gateway',
      on: 'container',
      change: {labels: ownerLabels('gateway'), ports: [{internal: 5432, external: 15432, ip: '127.0.0.1'}]},
      messages: [],
    },
    {
      title: 'a container of nobody',
      on: 'container',
      change: {labels: [], ports: [{internal: 5432, external: 15432, ip: '127.0.0.1'}]},
      messages: [],
    },
    {
      title: 'another gateway',
      on: 'container',
      change: {ports: [{internal: 5432, external: 15432, ip: '127.0.0.1'}]},
      parameters: {gateways: ['db']},
      messages: [],
    },
  ],
  'require-internal-network': [
    {
      title: 'a way out',
      on: 'network',
      change: {
        internal: false,
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
        },
      },
      messages: ['network "subject", internal: the service "db" has a way out, got false; write true'],
    },
    {
      title: 'left out',
      on: 'network',
      change: {
        internal: undefined,
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
        },
      },
      messages: ['network "subject", internal: the service "db" has a way out, got nothing; write true'],
    },
    {
      title: 'the gateway',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: ownerLabels('gateway'),
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
        },
      },
      messages: [],
    },
    {
      title: 'a network of nobody',
      on: 'network',
      change: {
        name: 'kp-dev-front',
        internal: false,
        labels: [],
        options: {
          'com.docker.network.bridge.enable_icc': 'false',
          'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1',
        },
      },
      messages: [],
    },
  ],
  'require-agreeing-tls': [
    {
      title: 'a port that is published and not named',
      on: 'container',
      change: {
        labels: ownerLabels('gateway', {'io.kailash.tls': '8443,9443'}),
        volumes: [{hostPath: '/run/kailash-platform/x/tls', containerPath: '/run/tls', readOnly: true}],
        ports: [
          {internal: 9443, external: 9443, ip: '127.0.0.1'},
          {internal: 8080, external: 8080, ip: '127.0.0.1'},
        ],
      },
      messages: [
        'container "subject", ports[1].internal: is published, but is no port of the label io.kailash.tls, got 8080; name it there if it speaks TLS, or do not publish it',
      ],
    },
    {
      title: 'the gateway, which passes on what it gets, where TLS is required',
      on: 'container',
      change: {labels: ownerLabels('gateway', {'io.kailash.tls': 'off'})},
      parameters: {required: true},
      messages: [],
    },
    {
      title: 'a certificate without the label',
      on: 'container',
      change: {volumes: [{hostPath: '/run/kailash-platform/x/tls', containerPath: '/run/tls', readOnly: true}]},
      messages: [],
    },
    {
      title: 'a promise without certificate',
      on: 'container',
      change: {labels: ownerLabels('db', {'io.kailash.tls': '5432'})},
      messages: [
        'container "subject", labels["io.kailash.tls"]: promises TLS without a certificate at /run/tls, got "5432"; mount one',
      ],
    },
    {
      title: 'no ports',
      on: 'container',
      change: {labels: ownerLabels('db', {'io.kailash.tls': 'yes'})},
      messages: [
        'container "subject", labels["io.kailash.tls"]: names no ports, got "yes"; write ports such as "5432", or "off"',
      ],
    },
    {
      title: 'off with a certificate',
      on: 'container',
      change: {
        labels: ownerLabels('db', {'io.kailash.tls': 'off'}),
        volumes: [{hostPath: '/run/kailash-platform/x/tls', containerPath: '/run/tls/', readOnly: true}],
      },
      messages: [
        'container "subject", labels["io.kailash.tls"]: says off, but a certificate is mounted, got "off"; name the TLS ports',
      ],
    },
    {
      title: 'none where it is required',
      on: 'container',
      change: {},
      parameters: {required: true},
      messages: [
        'container "subject", labels["io.kailash.tls"]: the service "db" speaks in the clear, got nothing; name its TLS ports',
      ],
    },
    {
      title: 'off where it is required',
      on: 'container',
      change: {labels: ownerLabels('db', {'io.kailash.tls': 'off'})},
      parameters: {required: true},
      messages: [
        'container "subject", labels["io.kailash.tls"]: the service "db" speaks in the clear, got "off"; name its TLS ports',
      ],
    },
    {
      title: 'a promise that is kept',
      on: 'container',
      change: {
        labels: ownerLabels('db', {'io.kailash.tls': '5432,5433'}),
        volumes: [{hostPath: '/run/kailash-platform/x/tls', containerPath: '/run/tls', readOnly: true}],
      },
      messages: [],
    },
    {title: 'off', on: 'container', change: {labels: ownerLabels('db', {'io.kailash.tls': 'off'})}, messages: []},
    {
      title: 'a container of nobody',
      on: 'container',
      change: {labels: [{label: 'io.kailash.tls', value: 'yes'}]},
      parameters: {required: true},
      messages: [],
      others: ['require-labels'],
    },
  ],
};
