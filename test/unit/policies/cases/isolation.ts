import type {Table} from '../cases';

/** Rules about what separates a container from its host. */
export const isolation: Table = {
  'forbid-privileged': [
    {
      title: 'a privileged container',
      on: 'container',
      change: {privileged: true},
      messages: [
        'container "subject", privileged: gives every capability and every device of the host, got true; remove it and add the one capability that the process needs',
      ],
    },
    {title: 'privileged set to false', on: 'container', change: {privileged: false}, messages: []},
  ],
  'forbid-docker-socket': [
    {
      title: 'a path in place of the name of a volume',
      on: 'container',
      change: {volumes: [{volumeName: '/var/run/docker.sock', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].volumeName: exposes the container runtime\'s control socket, got "/var/run/docker.sock"; remove the mount',
      ],
    },
    {
      title: 'a path besides the name of a volume, which then does not count',
      on: 'container',
      change: {volumes: [{hostPath: '/srv/x', volumeName: '/run', containerPath: '/x'}]},
      messages: [],
    },
    {
      title: 'the pipe of Windows, mounted as one',
      on: 'container',
      change: {mounts: [{type: 'npipe', source: '\\\\.\\pipe\\docker_engine', target: '/x', readOnly: true}]},
      messages: [
        'container "subject", mounts[0].source: exposes the container runtime\'s control socket, got "\\\\\\\\.\\\\pipe\\\\docker_engine"; remove the mount',
      ],
    },
    {
      title: 'an empty driver, which is the local one, and a path from the working directory of the daemon',
      on: 'volume',
      change: {driver: '', driverOpts: {type: 'none', o: 'rw, bind', device: 'var/run'}},
      messages: [
        'volume "subject", driverOpts.device: exposes the container runtime\'s control socket, got "/var/run"; remove the mount',
      ],
    },
    {
      title: 'the local driver by its name',
      on: 'volume',
      change: {driver: 'local', driverOpts: {type: 'none', o: 'bind', device: '/run'}},
      messages: [
        'volume "subject", driverOpts.device: exposes the container runtime\'s control socket, got "/run"; remove the mount',
      ],
    },
    {
      title: 'mounts that name no path of the host',
      on: 'container',
      change: {
        mounts: [
          {type: 'bind', target: '/x', readOnly: true},
          {type: 'volume', source: '/var/run/docker.sock', target: '/y', readOnly: true},
        ],
      },
      messages: [],
    },
    {
      title: 'the socket, read-only',
      on: 'container',
      change: {volumes: [{hostPath: '/var/run/docker.sock', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/var/run/docker.sock"; remove the mount',
      ],
    },
    {
      title: 'the socket by its other path',
      on: 'container',
      change: {volumes: [{hostPath: '/run/docker.sock', containerPath: '/x', readOnly: false}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/run/docker.sock"; remove the mount',
      ],
    },
    {
      title: 'a path that leads to the socket with dots',
      on: 'container',
      change: {volumes: [{hostPath: '/var/lib/../run//docker.sock', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/var/lib/../run//docker.sock"; remove the mount',
      ],
    },
    {
      title: 'the folder above the socket',
      on: 'container',
      change: {volumes: [{hostPath: '/var/run', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/var/run"; remove the mount',
      ],
    },
    {
      title: 'the root of the host, writable',
      on: 'container',
      change: {volumes: [{hostPath: '/', containerPath: '/x', readOnly: false}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/"; remove the mount',
      ],
    },
    {
      title: 'the socket of containerd',
      on: 'container',
      change: {volumes: [{hostPath: '/run/containerd/containerd.sock', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/run/containerd/containerd.sock"; remove the mount',
      ],
    },
    {
      title: 'the socket of a rootless engine',
      on: 'container',
      change: {volumes: [{hostPath: '/run/user/1000/docker.sock', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/run/user/1000/docker.sock"; remove the mount',
      ],
    },
    {
      title: 'the folder of a rootless engine',
      on: 'container',
      change: {volumes: [{hostPath: '/run/user/1000', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/run/user/1000"; remove the mount',
      ],
    },
    {
      title: 'the private socket of systemd',
      on: 'container',
      change: {volumes: [{hostPath: '/run/systemd/private', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "/run/systemd/private"; remove the mount',
      ],
    },
    {
      title: 'a bind mount',
      on: 'container',
      change: {mounts: [{type: 'bind', source: '/var/run/docker.sock', target: '/s', readOnly: true}]},
      messages: [
        'container "subject", mounts[0].source: exposes the container runtime\'s control socket, got "/var/run/docker.sock"; remove the mount',
      ],
    },
    {
      title: 'a bind hidden in a volume of a mount',
      on: 'container',
      change: {
        mounts: [
          {
            type: 'volume',
            source: 'v',
            target: '/s',
            readOnly: true,
            volumeOptions: {driverOptions: {type: 'none', o: 'bind', device: '/run'}},
          },
        ],
      },
      messages: [
        'container "subject", mounts[0].volumeOptions.driverOptions.device: exposes the container runtime\'s control socket, got "/run"; remove the mount',
      ],
    },
    {
      title: 'the named pipe of Windows',
      on: 'container',
      change: {volumes: [{hostPath: '\\\\.\\pipe\\docker_engine', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: exposes the container runtime\'s control socket, got "\\\\\\\\.\\\\pipe\\\\docker_engine"; remove the mount',
      ],
    },
    {
      title: 'a volume that is a bind of the socket',
      on: 'volume',
      change: {driverOpts: {type: 'none', o: 'bind', device: '/var/run/docker.sock'}},
      messages: [
        'volume "subject", driverOpts.device: exposes the container runtime\'s control socket, got "/var/run/docker.sock"; remove the mount',
      ],
    },
    {
      title: 'a volume that is a recursive bind',
      on: 'volume',
      change: {driverOpts: {type: '', o: 'rbind', device: '/run'}},
      messages: [
        'volume "subject", driverOpts.device: exposes the container runtime\'s control socket, got "/run"; remove the mount',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {mounts: [{type: 'bind', source: '/var/run/docker.sock', target: '/s'}]}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.mounts[0].source: exposes the container runtime\'s control socket, got "/var/run/docker.sock"; remove the mount',
      ],
    },
    {
      title: 'a neighbour of the socket',
      on: 'container',
      change: {volumes: [{hostPath: '/run/kailash-platform/kp-dev/db/config', containerPath: '/x', readOnly: true}]},
      messages: [],
    },
    {
      title: 'a volume whose name is like it',
      on: 'container',
      change: {volumes: [{volumeName: 'docker.sock', containerPath: '/x'}]},
      messages: [],
    },
    {
      title: 'a tmpfs mount',
      on: 'container',
      change: {mounts: [{type: 'tmpfs', target: '/var/run/docker.sock', tmpfsOptions: {sizeBytes: 1024}}]},
      messages: [],
    },
    {
      title: 'a volume of another driver',
      on: 'volume',
      change: {driver: 'rclone', driverOpts: {type: 'none', o: 'bind', device: '/run'}},
      messages: [],
    },
    {
      title: 'a volume on a disk',
      on: 'volume',
      change: {driverOpts: {type: 'ext4', device: '/dev/mapper/db'}},
      messages: [],
    },
  ],
  'forbid-writable-system-path': [
    {
      title: 'the upper layer of an overlay',
      on: 'volume',
      change: {
        driverOpts: {type: 'overlay', o: 'lowerdir=/srv/a:/srv/b,upperdir=/etc,workdir=/srv/w', device: 'overlay'},
      },
      messages: [
        'volume "subject", driverOpts.o: gives root on the host, being writable, got "/etc"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: 'a bind hidden in a volume of a mount',
      on: 'container',
      change: {
        mounts: [
          {
            type: 'volume',
            source: 'v',
            target: '/x',
            readOnly: false,
            volumeOptions: {driverOptions: {type: 'none', o: 'bind', device: '/etc'}},
          },
        ],
      },
      messages: [
        'container "subject", mounts[0].volumeOptions.driverOptions.device: gives root on the host, being writable, got "/etc"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: '/etc, writable',
      on: 'container',
      change: {volumes: [{hostPath: '/etc', containerPath: '/x', readOnly: false}]},
      messages: [
        'container "subject", volumes[0].hostPath: gives root on the host, being writable, got "/etc"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: "below the engine's storage",
      on: 'container',
      change: {volumes: [{hostPath: '/var/lib/docker/volumes', containerPath: '/x', readOnly: false}]},
      messages: [
        'container "subject", volumes[0].hostPath: gives root on the host, being writable, got "/var/lib/docker/volumes"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: '/var/lib itself',
      on: 'container',
      change: {volumes: [{hostPath: '/var/lib', containerPath: '/x', readOnly: false}]},
      messages: [
        'container "subject", volumes[0].hostPath: gives root on the host, being writable, got "/var/lib"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: 'readOnly left out',
      on: 'container',
      change: {volumes: [{hostPath: '/root', containerPath: '/x'}]},
      messages: [
        'container "subject", volumes[0].hostPath: gives root on the host, being writable, got "/root"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: 'a bind mount',
      on: 'container',
      change: {mounts: [{type: 'bind', source: '/boot', target: '/x'}]},
      messages: [
        'container "subject", mounts[0].source: gives root on the host, being writable, got "/boot"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: 'a volume that is a bind',
      on: 'volume',
      change: {driverOpts: {type: 'none', o: 'bind', device: '/etc/'}},
      messages: [
        'volume "subject", driverOpts.device: gives root on the host, being writable, got "/etc/"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {mounts: [{type: 'bind', source: '/proc', target: '/x'}]}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.mounts[0].source: gives root on the host, being writable, got "/proc"; mount the one file that is needed, with readOnly: true',
      ],
    },
    {
      title: 'a folder of its own below /var/lib',
      on: 'container',
      change: {volumes: [{hostPath: '/var/lib/app', containerPath: '/x', readOnly: false}]},
      messages: [],
    },
  ],
  'forbid-sensitive-path': [
    {
      title: 'a folder behind a volume that is mounted read-only',
      on: 'container',
      change: {
        mounts: [
          {
            type: 'volume',
            target: '/x',
            readOnly: true,
            volumeOptions: {driverOptions: {type: 'none', o: 'bind', device: '/etc'}},
          },
        ],
      },
      messages: [
        'container "subject", mounts[0].volumeOptions.driverOptions.device: shows the container state or credentials of the host, got "/etc"; use a named volume or a folder of its own',
      ],
    },
    {
      title: 'a lower layer of an overlay',
      on: 'container',
      change: {
        mounts: [
          {
            type: 'volume',
            target: '/x',
            volumeOptions: {driverOptions: {type: 'overlay', o: 'lowerdir=/srv/a:/etc', device: 'overlay'}},
          },
        ],
      },
      messages: [
        'container "subject", mounts[0].volumeOptions.driverOptions.o: shows the container state or credentials of the host, got "/etc"; use a named volume or a folder of its own',
      ],
    },
    {
      title: '/etc, read-only',
      on: 'container',
      change: {volumes: [{hostPath: '/etc', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: shows the container state or credentials of the host, got "/etc"; use a named volume or a folder of its own',
      ],
    },
    {
      title: '/sys',
      on: 'container',
      change: {volumes: [{hostPath: '/sys', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: shows the container state or credentials of the host, got "/sys"; use a named volume or a folder of its own',
      ],
    },
    {
      title: 'below /usr, writable',
      on: 'container',
      change: {volumes: [{hostPath: '/usr/share/app', containerPath: '/x', readOnly: false}]},
      messages: [
        'container "subject", volumes[0].hostPath: shows the container state or credentials of the host, got "/usr/share/app"; use a named volume or a folder of its own',
      ],
    },
    {
      title: 'a whole home',
      on: 'container',
      change: {volumes: [{hostPath: '/home/ops', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: shows the container state or credentials of the host, got "/home/ops"; use a named volume or a folder of its own',
      ],
    },
    {
      title: 'the keys in a home',
      on: 'container',
      change: {volumes: [{hostPath: '/home/ops/.ssh/id_ed25519', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: shows the container state or credentials of the host, got "/home/ops/.ssh/id_ed25519"; use a named volume or a folder of its own',
      ],
    },
    {
      title: 'another folder of /run',
      on: 'container',
      change: {volumes: [{hostPath: '/run/dbus', containerPath: '/x', readOnly: true}]},
      messages: [
        'container "subject", volumes[0].hostPath: shows the container state or credentials of the host, got "/run/dbus"; use a named volume or a folder of its own',
      ],
    },
    {
      title: 'a read-only volume',
      on: 'volume',
      change: {driverOpts: {type: 'none', o: 'bind,ro', device: '/proc'}},
      messages: [
        'volume "subject", driverOpts.device: shows the container state or credentials of the host, got "/proc"; use a named volume or a folder of its own',
      ],
    },
    {
      title: 'a folder that no list allows',
      on: 'container',
      change: {volumes: [{hostPath: '/run/kailash-platform/kp-dev/db/secrets', containerPath: '/x', readOnly: true}]},
      parameters: {allowed: []},
      messages: [
        'container "subject", volumes[0].hostPath: shows the container state or credentials of the host, got "/run/kailash-platform/kp-dev/db/secrets"; use a named volume or a folder of its own',
      ],
    },
    {
      title: 'the time zone',
      on: 'container',
      change: {volumes: [{hostPath: '/etc/localtime', containerPath: '/x', readOnly: true}]},
      messages: [],
    },
    {
      title: 'a project in a home',
      on: 'container',
      change: {volumes: [{hostPath: '/home/ops/project', containerPath: '/x', readOnly: true}]},
      messages: [],
    },
    {
      title: 'a folder that a reviewer allows',
      on: 'container',
      change: {volumes: [{hostPath: '/run/dbus', containerPath: '/x', readOnly: true}]},
      parameters: {allowed: ['/var/run/dbus', '/run/kailash-platform']},
      messages: [],
    },
  ],
  'require-dropped-capabilities': [
    {
      title: 'no capabilities',
      on: 'container',
      change: {capabilities: undefined},
      messages: [
        'container "subject", capabilities.drops: not all capabilities are dropped, got nothing; write ["ALL"]',
      ],
    },
    {
      title: 'drops of single ones',
      on: 'container',
      change: {capabilities: {drops: ['NET_RAW']}},
      messages: [
        'container "subject", capabilities.drops: not all capabilities are dropped, got ["NET_RAW"]; write ["ALL"]',
      ],
    },
    {
      title: 'CAP_ALL, which the engine does not know',
      on: 'container',
      change: {capabilities: {drops: ['CAP_ALL']}},
      messages: [
        'container "subject", capabilities.drops: not all capabilities are dropped, got ["CAP_ALL"]; write ["ALL"]',
      ],
    },
    {
      title: 'ALL added, which beats ALL dropped',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['all']}},
      messages: [
        'container "subject", capabilities.adds[0]: gives every capability, whatever is dropped, got "all"; name the few that the process needs',
      ],
    },
    {
      title: 'a swarm service without',
      on: 'service',
      change: {taskSpec: {containerSpec: {capDrops: undefined}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.capDrops: not all capabilities are dropped, got nothing; write ["ALL"]',
      ],
    },
    {
      title: 'a swarm service that adds ALL',
      on: 'service',
      change: {taskSpec: {containerSpec: {capAdds: ['ALL']}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.capAdds[0]: gives every capability, whatever is dropped, got "ALL"; name the few that the process needs',
      ],
    },
    {title: 'lower case', on: 'container', change: {capabilities: {drops: ['all']}}, messages: []},
  ],
  'forbid-root-capability': [
    {
      title: 'SYS_ADMIN',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['SYS_ADMIN']}},
      messages: ['container "subject", capabilities.adds[0]: amounts to root on the host, got "SYS_ADMIN"; remove it'],
    },
    {
      title: 'with prefix, in lower case',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['cap_sys_module']}},
      messages: [
        'container "subject", capabilities.adds[0]: amounts to root on the host, got "cap_sys_module"; remove it',
      ],
    },
    {
      title: 'SYS_RAWIO on a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {capAdds: ['CAP_SYS_RAWIO']}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.capAdds[0]: amounts to root on the host, got "CAP_SYS_RAWIO"; remove it',
      ],
    },
  ],
  'forbid-host-capability': [
    {
      title: 'NET_ADMIN',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['CAP_NET_ADMIN']}},
      messages: [
        'container "subject", capabilities.adds[0]: reaches into the host\'s network, clock, kernel or scheduling, got "CAP_NET_ADMIN"; remove it',
      ],
    },
    {
      title: 'two of them',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['BPF', 'SYS_TIME']}},
      messages: [
        'container "subject", capabilities.adds[0]: reaches into the host\'s network, clock, kernel or scheduling, got "BPF"; remove it',
        'container "subject", capabilities.adds[1]: reaches into the host\'s network, clock, kernel or scheduling, got "SYS_TIME"; remove it',
      ],
    },
  ],
  'forbid-inspection-capability': [
    {
      title: 'SYS_PTRACE',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['SYS_PTRACE']}},
      messages: [
        'container "subject", capabilities.adds[0]: reads other processes or past file permissions, got "SYS_PTRACE"; remove it',
      ],
    },
    {
      title: 'DAC_READ_SEARCH',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['CAP_DAC_READ_SEARCH']}},
      messages: [
        'container "subject", capabilities.adds[0]: reads other processes or past file permissions, got "CAP_DAC_READ_SEARCH"; remove it',
      ],
    },
  ],
  'limit-added-capabilities': [
    {
      title: 'one that is not listed',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['NET_RAW']}},
      messages: [
        'container "subject", capabilities.adds[0]: is not an allowed capability, got "NET_RAW"; remove it, or use one of: CHOWN, DAC_OVERRIDE, FOWNER, SETGID, SETUID, NET_BIND_SERVICE, KILL',
      ],
    },
    {
      title: 'CAP_ALL, which the engine does not know',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['CAP_ALL']}},
      messages: [
        'container "subject", capabilities.adds[0]: is not an allowed capability, got "CAP_ALL"; remove it, or use one of: CHOWN, DAC_OVERRIDE, FOWNER, SETGID, SETUID, NET_BIND_SERVICE, KILL',
      ],
    },
    {
      title: 'an empty list',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['CHOWN']}},
      parameters: {allowed: []},
      messages: [
        'container "subject", capabilities.adds[0]: is not an allowed capability, got "CHOWN"; remove it, or use one of: none',
      ],
    },
    {
      title: 'one that a reviewer allows, in another spelling',
      on: 'container',
      change: {capabilities: {drops: ['ALL'], adds: ['NET_RAW', 'CHOWN']}},
      parameters: {allowed: ['cap_net_raw', 'CHOWN']},
      messages: [],
    },
  ],
  'require-no-new-privileges': [
    {
      title: 'no options',
      on: 'container',
      change: {securityOpts: undefined},
      messages: [
        'container "subject", securityOpts: processes may gain privileges through set-user-id programs, got nothing; add "no-new-privileges=true" as the last entry',
      ],
    },
    {
      title: 'set to false',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=false']},
      messages: [
        'container "subject", securityOpts: processes may gain privileges through set-user-id programs, got ["no-new-privileges=false"]; add "no-new-privileges=true" as the last entry',
      ],
    },
    {
      title: 'set to false after true',
      on: 'container',
      change: {securityOpts: ['no-new-privileges', 'no-new-privileges:false']},
      messages: [
        'container "subject", securityOpts: processes may gain privileges through set-user-id programs, got ["no-new-privileges","no-new-privileges:false"]; add "no-new-privileges=true" as the last entry',
      ],
    },
    {title: 'the bare word', on: 'container', change: {securityOpts: ['no-new-privileges']}, messages: []},
    {title: 'the old separator', on: 'container', change: {securityOpts: ['no-new-privileges:true']}, messages: []},
    {
      title: 'true after false',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=false', 'no-new-privileges=1']},
      messages: [],
    },
  ],
  'forbid-unconfined-seccomp': [
    {
      title: 'a profile that denies nothing',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}']},
      messages: [
        'container "subject", securityOpts: every system call of the kernel can be made, got ["no-new-privileges=true","seccomp={\\"defaultAction\\":\\"SCMP_ACT_ALLOW\\"}"]; remove "seccomp", which leaves the default profile',
      ],
    },
    {
      title: 'switched off',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'seccomp=unconfined']},
      messages: [
        'container "subject", securityOpts: every system call of the kernel can be made, got ["no-new-privileges=true","seccomp=unconfined"]; remove "seccomp", which leaves the default profile',
      ],
    },
    {
      title: 'switched off after a profile',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'seccomp={}', 'seccomp:unconfined']},
      messages: [
        'container "subject", securityOpts: every system call of the kernel can be made, got ["no-new-privileges=true","seccomp={}","seccomp:unconfined"]; remove "seccomp", which leaves the default profile',
      ],
    },
    {
      title: 'a profile after it',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'seccomp=unconfined', 'seccomp=builtin']},
      messages: [],
    },
  ],
  'forbid-unconfined-apparmor': [
    {
      title: 'switched off',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'apparmor=unconfined']},
      messages: [
        'container "subject", securityOpts: no AppArmor profile holds, got ["no-new-privileges=true","apparmor=unconfined"]; remove "apparmor=unconfined"',
      ],
    },
    {
      title: 'switched off, old separator',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'apparmor:unconfined']},
      messages: [
        'container "subject", securityOpts: no AppArmor profile holds, got ["no-new-privileges=true","apparmor:unconfined"]; remove "apparmor=unconfined"',
      ],
    },
    {
      title: 'a profile',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'apparmor=docker-default']},
      messages: [],
    },
  ],
  'forbid-disabled-selinux': [
    {
      title: 'a type that is not confined',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'label=type:spc_t']},
      messages: [
        'container "subject", securityOpts: SELinux does not separate the container, got ["no-new-privileges=true","label=type:spc_t"]; remove "label=disable", or the unconfined type',
      ],
    },
    {
      title: 'a swarm service without',
      on: 'service',
      change: {taskSpec: {containerSpec: {privileges: {seLinuxContext: {disable: true}}}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.privileges.seLinuxContext.disable: SELinux does not separate the container, got true; remove it',
      ],
    },
    {
      title: 'a swarm service of a type that is not confined',
      on: 'service',
      change: {taskSpec: {containerSpec: {privileges: {seLinuxContext: {disable: false, type: 'unconfined_t'}}}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.privileges.seLinuxContext.type: SELinux does not separate the container, got "unconfined_t"; remove it',
      ],
    },
    {
      title: 'a swarm service of another type',
      on: 'service',
      change: {taskSpec: {containerSpec: {privileges: {seLinuxContext: {type: 'svirt_apache_t'}}}}},
      messages: [],
    },
    {
      title: 'label=disable',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'label=disable']},
      messages: [
        'container "subject", securityOpts: SELinux does not separate the container, got ["no-new-privileges=true","label=disable"]; remove "label=disable", or the unconfined type',
      ],
    },
    {
      title: 'the bare word',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'disable']},
      messages: [
        'container "subject", securityOpts: SELinux does not separate the container, got ["no-new-privileges=true","disable"]; remove "label=disable", or the unconfined type',
      ],
    },
    {
      title: 'a label after it',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'label:disable', 'label=type:x']},
      messages: [
        'container "subject", securityOpts: SELinux does not separate the container, got ["no-new-privileges=true","label:disable","label=type:x"]; remove "label=disable", or the unconfined type',
      ],
    },
    {
      title: 'a type',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'label=type:svirt_apache_t']},
      messages: [],
    },
  ],
  'forbid-unconfined-system-paths': [
    {
      title: 'switched off',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'systempaths=unconfined']},
      messages: [
        'container "subject", securityOpts: paths like /proc/kcore and /proc/sys are neither masked nor read-only, got ["no-new-privileges=true","systempaths=unconfined"]; remove "systempaths=unconfined"',
      ],
    },
    {
      title: 'another value',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'systempaths=confined']},
      messages: [],
    },
  ],
  'forbid-writable-cgroups': [
    {
      title: 'switched on',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'writable-cgroups=true']},
      messages: [
        'container "subject", securityOpts: the container can change control groups, its own limits among them, got ["no-new-privileges=true","writable-cgroups=true"]; remove "writable-cgroups"',
      ],
    },
    {
      title: 'the bare word',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'writable-cgroups']},
      messages: [
        'container "subject", securityOpts: the container can change control groups, its own limits among them, got ["no-new-privileges=true","writable-cgroups"]; remove "writable-cgroups"',
      ],
    },
    {
      title: 'switched off',
      on: 'container',
      change: {securityOpts: ['no-new-privileges=true', 'writable-cgroups=false']},
      messages: [],
    },
  ],
  'forbid-host-pid': [
    {
      title: 'host',
      on: 'container',
      change: {pidMode: 'host'},
      messages: ['container "subject", pidMode: sees and signals every process of the host, got "host"; remove it'],
    },
    {title: 'empty', on: 'container', change: {pidMode: ''}, messages: []},
  ],
  'forbid-host-ipc': [
    {
      title: 'host',
      on: 'container',
      change: {ipcMode: 'host'},
      messages: ['container "subject", ipcMode: reads and writes shared memory of the host, got "host"; remove it'],
    },
    {title: 'private', on: 'container', change: {ipcMode: 'private'}, messages: []},
  ],
  'forbid-host-user-namespace': [
    {
      title: 'host',
      on: 'container',
      change: {usernsMode: 'host'},
      messages: [
        'container "subject", usernsMode: is not covered by the user remapping of the daemon, got "host"; remove it',
      ],
    },
    {title: 'empty', on: 'container', change: {usernsMode: ''}, messages: []},
  ],
  'forbid-host-cgroup-namespace': [
    {
      title: 'host',
      on: 'container',
      change: {cgroupnsMode: 'host'},
      messages: ['container "subject", cgroupnsMode: sees every control group of the host, got "host"; remove it'],
    },
    {title: 'private', on: 'container', change: {cgroupnsMode: 'private'}, messages: []},
  ],
  'forbid-cgroup-parent': [
    {
      title: 'another parent',
      on: 'container',
      change: {cgroupParent: 'other.slice'},
      messages: ['container "subject", cgroupParent: is not an allowed control group, got "other.slice"; remove it'],
    },
    {
      title: 'an allowed one',
      on: 'container',
      change: {cgroupParent: 'other.slice'},
      parameters: {allowed: ['other.slice']},
      messages: [],
    },
    {title: 'empty', on: 'container', change: {cgroupParent: ''}, messages: []},
  ],
  'forbid-joined-namespace': [
    {
      title: 'the processes of another',
      on: 'container',
      change: {pidMode: 'container:db'},
      messages: [
        'container "subject", pidMode: joins another container\'s namespace, got "container:db"; remove it and let the two talk over a network',
      ],
    },
    {
      title: 'shared memory of another',
      on: 'container',
      change: {ipcMode: 'container:db'},
      messages: [
        'container "subject", ipcMode: joins another container\'s namespace, got "container:db"; remove it and let the two talk over a network',
      ],
    },
    {
      title: 'the network of another',
      on: 'container',
      change: {networkMode: 'container:db'},
      messages: [
        'container "subject", networkMode: joins another container\'s namespace, got "container:db"; remove it and let the two talk over a network',
      ],
    },
    {
      title: 'one that is allowed',
      on: 'container',
      change: {pidMode: 'container:db'},
      parameters: {allowed: ['container:db']},
      messages: [],
    },
    {title: 'a mode that only begins alike', on: 'container', change: {ipcMode: 'shareable'}, messages: []},
  ],
  'forbid-raw-device': [
    {
      title: 'a disk',
      on: 'container',
      change: {devices: [{hostPath: '/dev/sda'}]},
      messages: [
        'container "subject", devices[0].hostPath: is a disk or the memory of the host, got "/dev/sda"; remove it and mount what is on it as a volume',
      ],
    },
    {
      title: 'a partition',
      on: 'container',
      change: {devices: [{hostPath: '/dev/nvme0n1p1'}]},
      messages: [
        'container "subject", devices[0].hostPath: is a disk or the memory of the host, got "/dev/nvme0n1p1"; remove it and mount what is on it as a volume',
      ],
    },
    {
      title: 'an encrypted disk',
      on: 'container',
      change: {devices: [{hostPath: '/dev/mapper/root'}]},
      messages: [
        'container "subject", devices[0].hostPath: is a disk or the memory of the host, got "/dev/mapper/root"; remove it and mount what is on it as a volume',
      ],
    },
    {
      title: 'the memory',
      on: 'container',
      change: {devices: [{hostPath: '/dev/mem'}]},
      messages: [
        'container "subject", devices[0].hostPath: is a disk or the memory of the host, got "/dev/mem"; remove it and mount what is on it as a volume',
      ],
    },
    {
      title: 'all devices',
      on: 'container',
      change: {devices: [{hostPath: '/dev/'}]},
      messages: [
        'container "subject", devices[0].hostPath: is a disk or the memory of the host, got "/dev/"; remove it and mount what is on it as a volume',
      ],
    },
    {
      title: 'a rule for block devices',
      on: 'container',
      change: {deviceCgroupRules: ['b 8:* rmw']},
      messages: ['container "subject", deviceCgroupRules[0]: covers the disks of the host, got "b 8:* rmw"; remove it'],
    },
    {
      title: 'a rule for all',
      on: 'container',
      change: {deviceCgroupRules: ['a *:* rmw']},
      messages: ['container "subject", deviceCgroupRules[0]: covers the disks of the host, got "a *:* rmw"; remove it'],
    },
  ],
  'limit-devices': [
    {
      title: 'a device that is not listed',
      on: 'container',
      change: {devices: [{hostPath: '/dev/kvm'}]},
      messages: ['container "subject", devices[0].hostPath: is not an allowed device, got "/dev/kvm"; remove it'],
    },
    {
      title: 'a rule',
      on: 'container',
      change: {deviceCgroupRules: ['c 1:3 r']},
      messages: ['container "subject", deviceCgroupRules[0]: is not an allowed rule, got "c 1:3 r"; remove it'],
    },
    {
      title: 'a request',
      on: 'container',
      change: {deviceRequests: [{driver: 'nvidia'}]},
      messages: [
        'container "subject", deviceRequests[0].driver: asks for a device that is not allowed, got "nvidia"; remove it',
      ],
    },
    {
      title: 'a request without a driver',
      on: 'container',
      change: {deviceRequests: [{count: -1}]},
      messages: [
        'container "subject", deviceRequests[0].driver: asks for a device that is not allowed, got nothing; remove it',
      ],
    },
    {
      title: 'graphics cards',
      on: 'container',
      change: {gpus: 'all'},
      messages: ['container "subject", gpus: hands out graphics cards, got "all"; remove it'],
    },
    {title: 'a listed device', on: 'container', change: {devices: [{hostPath: '/dev/null'}]}, messages: []},
    {
      title: 'a rule that is allowed',
      on: 'container',
      change: {deviceCgroupRules: ['c 1:3 r']},
      parameters: {allowed: ['c 1:3 r']},
      messages: [],
    },
    {
      title: 'graphics cards that are allowed',
      on: 'container',
      change: {gpus: 'all', deviceRequests: [{count: -1}]},
      parameters: {allowed: ['gpu']},
      messages: [],
    },
  ],
  'forbid-shared-propagation': [
    {
      title: 'an option of a volume',
      on: 'volume',
      change: {driverOpts: {type: 'none', o: 'bind, rshared', device: '/srv/x'}},
      messages: [
        'volume "subject", driverOpts.o: what is mounted inside appears on the host, got "rshared"; remove it',
      ],
    },
    {
      title: 'shared',
      on: 'container',
      change: {
        mounts: [{type: 'bind', source: '/srv/x', target: '/x', readOnly: true, bindOptions: {propagation: 'rshared'}}],
      },
      messages: [
        'container "subject", mounts[0].bindOptions.propagation: what is mounted inside appears on the host, got "rshared"; remove it',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {
        taskSpec: {
          containerSpec: {
            mounts: [
              {type: 'bind', source: '/srv/x', target: '/x', readOnly: true, bindOptions: {propagation: 'shared'}},
            ],
          },
        },
      },
      messages: [
        'swarm service "subject", taskSpec.containerSpec.mounts[0].bindOptions.propagation: what is mounted inside appears on the host, got "shared"; remove it',
      ],
    },
    {
      title: 'private',
      on: 'container',
      change: {
        mounts: [
          {type: 'bind', source: '/srv/x', target: '/x', readOnly: true, bindOptions: {propagation: 'rprivate'}},
        ],
      },
      messages: [],
    },
    {
      title: 'slave on a swarm service',
      on: 'service',
      change: {
        taskSpec: {
          containerSpec: {
            mounts: [
              {type: 'bind', source: '/srv/x', target: '/x', readOnly: true, bindOptions: {propagation: 'rslave'}},
            ],
          },
        },
      },
      messages: [],
    },
  ],
  'forbid-root-user': [
    {
      title: 'no user',
      on: 'container',
      change: {user: undefined},
      messages: [
        'container "subject", user: the image decides who it runs as, mostly root, got nothing; write the number of a user of the image, such as "999:999"',
      ],
    },
    {
      title: 'root',
      on: 'container',
      change: {user: 'root'},
      messages: [
        'container "subject", user: runs as root, got "root"; write the number of a user of the image, such as "999:999"',
      ],
    },
    {
      title: 'zero',
      on: 'container',
      change: {user: '0'},
      messages: [
        'container "subject", user: runs as root, got "0"; write the number of a user of the image, such as "999:999"',
      ],
    },
    {
      title: 'zero with a group',
      on: 'container',
      change: {user: '000:1000'},
      messages: [
        'container "subject", user: runs as root, got "000:1000"; write the number of a user of the image, such as "999:999"',
      ],
    },
    {
      title: 'a name',
      on: 'container',
      change: {user: 'postgres'},
      messages: [
        'container "subject", user: a name means what the image says it means, root too, got "postgres"; write the number of a user of the image, such as "999:999"',
      ],
    },
    {
      title: 'a group alone',
      on: 'container',
      change: {user: ':1000'},
      messages: [
        'container "subject", user: the image decides who it runs as, mostly root, got ":1000"; write the number of a user of the image, such as "999:999"',
      ],
    },
    {
      title: 'a swarm service without',
      on: 'service',
      change: {taskSpec: {containerSpec: {user: undefined}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.user: the image decides who it runs as, mostly root, got nothing; write the number of a user of the image, such as "999:999"',
      ],
    },
    {title: 'a number', on: 'container', change: {user: '1000'}, messages: []},
    {title: 'a number that begins with zero', on: 'container', change: {user: '0999:999'}, messages: []},
  ],
  'forbid-privileged-group': [
    {
      title: 'docker',
      on: 'container',
      change: {groupAdds: ['docker']},
      messages: ['container "subject", groupAdds[0]: is a privileged group, got "docker"; remove it'],
    },
    {
      title: 'zero',
      on: 'container',
      change: {groupAdds: ['1000', '0']},
      messages: ['container "subject", groupAdds[1]: is a privileged group, got "0"; remove it'],
    },
    {
      title: "zero as the user's own, as official images have it for users of any number",
      on: 'container',
      change: {user: '1000:0'},
      messages: [],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {groups: ['disk']}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.groups[0]: is a privileged group, got "disk"; remove it',
      ],
    },
    {title: 'another group', on: 'container', change: {groupAdds: ['1000']}, messages: []},
    {
      title: 'another group of a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {groups: ['1000']}}},
      messages: [],
    },
  ],
  'require-read-only-root': [
    {
      title: 'left out',
      on: 'container',
      change: {readOnly: undefined},
      messages: [
        'container "subject", readOnly: the root filesystem is writable, got nothing; write true, and give what must be writable a volume or a tmpfs',
      ],
    },
    {
      title: 'false',
      on: 'container',
      change: {readOnly: false},
      messages: [
        'container "subject", readOnly: the root filesystem is writable, got false; write true, and give what must be writable a volume or a tmpfs',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {readOnly: undefined}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.readOnly: the root filesystem is writable, got nothing; write true, and give what must be writable a volume or a tmpfs',
      ],
    },
  ],
  'forbid-upload-to-read-only': [
    {
      title: 'both',
      on: 'container',
      change: {uploads: [{file: '/etc/app.conf', content: 'x'}]},
      messages: [
        'container "subject", uploads: the engine cannot copy files into a read-only root filesystem; mount the files',
      ],
    },
    {title: 'an empty list', on: 'container', change: {uploads: []}, messages: []},
    {
      title: 'a writable root',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app.conf', content: 'x'}]},
      messages: [],
      others: ['require-read-only-root'],
    },
  ],
  'forbid-executable-tmpfs': [
    {
      title: 'exec',
      on: 'container',
      change: {tmpfs: {'/tmp': 'size=1m,exec'}},
      messages: [
        'container "subject", tmpfs["/tmp"]: takes the protection noexec away, got "size=1m,exec"; remove "exec"',
      ],
    },
    {
      title: 'suid',
      on: 'container',
      change: {tmpfs: {'/tmp': 'size=1m,nosuid,suid'}},
      messages: [
        'container "subject", tmpfs["/tmp"]: takes the protection nosuid away, got "size=1m,nosuid,suid"; remove "suid"',
      ],
    },
    {
      title: 'dev',
      on: 'container',
      change: {tmpfs: {'/tmp': 'dev,size=1m'}},
      messages: [
        'container "subject", tmpfs["/tmp"]: takes the protection nodev away, got "dev,size=1m"; remove "dev"',
      ],
    },
    {title: 'noexec after exec', on: 'container', change: {tmpfs: {'/tmp': 'exec,noexec,size=1m'}}, messages: []},
  ],
  'require-tmpfs-size': [
    {
      title: 'no options',
      on: 'container',
      change: {tmpfs: {'/tmp': ''}},
      messages: ['container "subject", tmpfs["/tmp"]: may take half of the memory of the host, got ""; add "size=64m"'],
    },
    {
      title: 'size zero',
      on: 'container',
      change: {tmpfs: {'/tmp': 'size=0'}},
      messages: [
        'container "subject", tmpfs["/tmp"]: may take half of the memory of the host, got "size=0"; add "size=64m"',
      ],
    },
    {
      title: 'a mount',
      on: 'container',
      change: {mounts: [{type: 'tmpfs', target: '/tmp'}]},
      messages: [
        'container "subject", mounts[0].tmpfsOptions.sizeBytes: may take half of the memory of the host, got nothing; write a number of bytes',
      ],
    },
    {
      title: 'a mount of size zero',
      on: 'container',
      change: {mounts: [{type: 'tmpfs', target: '/tmp', tmpfsOptions: {sizeBytes: 0}}]},
      messages: [
        'container "subject", mounts[0].tmpfsOptions.sizeBytes: may take half of the memory of the host, got 0; write a number of bytes',
      ],
    },
    {
      title: 'a mount with size',
      on: 'container',
      change: {mounts: [{type: 'tmpfs', target: '/tmp', tmpfsOptions: {sizeBytes: 1}}]},
      messages: [],
    },
  ],
  'forbid-dangerous-sysctl': [
    {
      title: 'a harmless one of a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {sysctl: {'net.core.somaxconn': '1024'}}}},
      messages: [],
    },
    {
      title: 'a parameter of the whole kernel',
      on: 'container',
      change: {sysctls: {'kernel.core_pattern': '|/bin/x'}},
      messages: [
        'container "subject", sysctls["kernel.core_pattern"]: reaches beyond the container, or makes a router of it, got "|/bin/x"; remove it',
      ],
    },
    {
      title: 'forwarding',
      on: 'container',
      change: {sysctls: {'net.ipv4.ip_forward': '1'}},
      messages: [
        'container "subject", sysctls["net.ipv4.ip_forward"]: reaches beyond the container, or makes a router of it, got "1"; remove it',
      ],
    },
    {
      title: 'a redirect',
      on: 'container',
      change: {sysctls: {'net.ipv6.conf.all.accept_redirects': '1'}},
      messages: [
        'container "subject", sysctls["net.ipv6.conf.all.accept_redirects"]: reaches beyond the container, or makes a router of it, got "1"; remove it',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {sysctl: {'net.ipv4.conf.all.route_localnet': '1'}}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.sysctl["net.ipv4.conf.all.route_localnet"]: reaches beyond the container, or makes a router of it, got "1"; remove it',
      ],
    },
    {title: 'shared memory', on: 'container', change: {sysctls: {'kernel.shmmax': '1'}}, messages: []},
    {title: 'forwarding switched off', on: 'container', change: {sysctls: {'net.ipv4.ip_forward': '0'}}, messages: []},
    {title: 'a queue', on: 'container', change: {sysctls: {'net.core.somaxconn': '1024'}}, messages: []},
    {
      title: 'one that is allowed',
      on: 'container',
      change: {sysctls: {'net.ipv4.ip_forward': '1'}},
      parameters: {allowed: ['net.ipv4.ip_forward']},
      messages: [],
    },
    {
      title: 'one that is allowed on a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {sysctl: {'net.ipv4.ip_forward': '1'}}}},
      parameters: {allowed: ['net.ipv4.ip_forward']},
      messages: [],
    },
  ],
  'forbid-terminal': [
    {
      title: 'a terminal',
      on: 'container',
      change: {tty: true},
      messages: ['container "subject", tty: has a terminal, got true; remove it'],
    },
    {
      title: 'an open input',
      on: 'container',
      change: {stdinOpen: true},
      messages: ['container "subject", stdinOpen: keeps its input open, got true; remove it'],
    },
    {title: 'neither', on: 'container', change: {tty: false, stdinOpen: false}, messages: []},
  ],
  'limit-runtimes': [
    {
      title: 'another runtime',
      on: 'container',
      change: {runtime: 'custom'},
      messages: [
        'container "subject", runtime: is not an allowed runtime, got "custom"; remove it, or use one of: runc, crun, runsc, kata, io.containerd.runc.v2, io.containerd.kata.v2',
      ],
    },
    {title: 'gVisor', on: 'container', change: {runtime: 'runsc'}, messages: []},
    {
      title: 'one that is allowed',
      on: 'container',
      change: {runtime: 'custom'},
      parameters: {runtimes: ['custom']},
      messages: [],
    },
    {title: 'empty', on: 'container', change: {runtime: ''}, messages: []},
  ],
};
