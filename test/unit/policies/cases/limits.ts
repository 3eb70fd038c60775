import type {Table} from '../cases';

/** Rules about limits, logs and health. */
export const limits: Table = {
  'require-memory-limit': [
    {
      title: 'none',
      on: 'container',
      change: {memory: undefined, memorySwap: undefined},
      messages: ['container "subject", memory: may take all memory of the host, got nothing; write a number of MiB'],
    },
    {
      title: 'zero',
      on: 'container',
      change: {memory: 0, memorySwap: 0},
      messages: ['container "subject", memory: may take all memory of the host, got 0; write a number of MiB'],
    },
    {
      title: 'a reservation alone',
      on: 'container',
      change: {memory: undefined, memorySwap: undefined, memoryReservation: 512},
      messages: ['container "subject", memory: may take all memory of the host, got nothing; write a number of MiB'],
    },
    {
      title: 'a negative one',
      on: 'container',
      change: {memory: -1, memorySwap: 0},
      messages: ['container "subject", memory: may take all memory of the host, got -1; write a number of MiB'],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {resources: {limits: {nanoCpus: 1}}}},
      messages: [
        'swarm service "subject", taskSpec.resources.limits.memoryBytes: may take all memory of its node, got nothing; write a number of bytes',
      ],
    },
    {
      title: 'a swarm service with zero',
      on: 'service',
      change: {taskSpec: {resources: {limits: {nanoCpus: 1, memoryBytes: 0}}}},
      messages: [
        'swarm service "subject", taskSpec.resources.limits.memoryBytes: may take all memory of its node, got 0; write a number of bytes',
      ],
    },
    {
      title: 'a swarm service with a negative one',
      on: 'service',
      change: {taskSpec: {resources: {limits: {nanoCpus: 1, memoryBytes: -1}}}},
      messages: [
        'swarm service "subject", taskSpec.resources.limits.memoryBytes: may take all memory of its node, got -1; write a number of bytes',
      ],
    },
  ],
  'limit-swap': [
    {
      title: 'left out, so twice the memory',
      on: 'container',
      change: {memorySwap: undefined},
      messages: [
        'container "subject", memorySwap: swap is granted besides the memory limit, got nothing; write 512, as in "memory"',
      ],
    },
    {
      title: 'unlimited',
      on: 'container',
      change: {memorySwap: -1},
      messages: [
        'container "subject", memorySwap: swap is granted besides the memory limit, got -1; write 512, as in "memory"',
      ],
    },
    {
      title: 'more than the memory',
      on: 'container',
      change: {memorySwap: 1024},
      messages: [
        'container "subject", memorySwap: swap is granted besides the memory limit, got 1024; write 512, as in "memory"',
      ],
    },
    {
      title: 'unlimited without a memory limit',
      on: 'container',
      change: {memory: 0, memorySwap: -1},
      messages: ['container "subject", memorySwap: swap is unlimited, got -1; limit memory and write the same number'],
      others: ['require-memory-limit'],
    },
    {
      title: 'neither',
      on: 'container',
      change: {memory: 0, memorySwap: 0},
      messages: [],
      others: ['require-memory-limit'],
    },
    {
      title: 'unlimited with a negative memory limit',
      on: 'container',
      change: {memory: -1, memorySwap: -1},
      messages: ['container "subject", memorySwap: swap is unlimited, got -1; limit memory and write the same number'],
      others: ['require-memory-limit'],
    },
  ],
  'require-cpu-limit': [
    {
      title: 'none',
      on: 'container',
      change: {cpus: undefined},
      messages: [
        'container "subject", cpus: may take every processor of the host, got nothing; write a number of processors, such as "1.5"',
      ],
    },
    {
      title: 'zero',
      on: 'container',
      change: {cpus: '0'},
      messages: [
        'container "subject", cpus: may take every processor of the host, got "0"; write a number of processors, such as "1.5"',
      ],
    },
    {
      title: 'shares alone',
      on: 'container',
      change: {cpus: undefined, cpuShares: 512},
      messages: [
        'container "subject", cpus: may take every processor of the host, got nothing; write a number of processors, such as "1.5"',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {resources: {limits: {memoryBytes: 1}}}},
      messages: [
        'swarm service "subject", taskSpec.resources.limits.nanoCpus: may take every processor of its node, got nothing; write a number, 1000000000 being one processor',
      ],
    },
    {title: 'a quota', on: 'container', change: {cpus: undefined, cpuQuota: 50000, cpuPeriod: 100000}, messages: []},
    {
      title: 'a quota of zero',
      on: 'container',
      change: {cpus: undefined, cpuQuota: 0},
      messages: [
        'container "subject", cpus: may take every processor of the host, got nothing; write a number of processors, such as "1.5"',
      ],
    },
    {
      title: 'a swarm service with zero',
      on: 'service',
      change: {taskSpec: {resources: {limits: {memoryBytes: 1, nanoCpus: 0}}}},
      messages: [
        'swarm service "subject", taskSpec.resources.limits.nanoCpus: may take every processor of its node, got 0; write a number, 1000000000 being one processor',
      ],
    },
  ],
  'require-process-limit': [
    {
      title: 'none',
      on: 'container',
      change: {ulimits: undefined},
      messages: [
        'container "subject", ulimits: may start any number of processes, got nothing; add {name: "nproc", soft: 4096, hard: 4096}',
      ],
    },
    {
      title: 'unlimited',
      on: 'container',
      change: {ulimits: [{name: 'nproc', soft: -1, hard: -1}]},
      messages: [
        'container "subject", ulimits: may start any number of processes, got -1; add {name: "nproc", soft: 4096, hard: 4096}',
      ],
    },
    {
      title: 'another limit',
      on: 'container',
      change: {ulimits: [{name: 'nofile', soft: 1, hard: 1}]},
      messages: [
        'container "subject", ulimits: may start any number of processes, got nothing; add {name: "nproc", soft: 4096, hard: 4096}',
      ],
    },
    {
      title: 'zero',
      on: 'container',
      change: {ulimits: [{name: 'nproc', soft: 0, hard: 0}]},
      messages: [
        'container "subject", ulimits: may start any number of processes, got 0; add {name: "nproc", soft: 4096, hard: 4096}',
      ],
    },
    {
      title: 'a slice that nobody vouches for',
      on: 'container',
      change: {ulimits: undefined, cgroupParent: '/'},
      parameters: {slices: ['limited.slice']},
      messages: [
        'container "subject", ulimits: may start any number of processes, got nothing; add {name: "nproc", soft: 4096, hard: 4096}',
      ],
      others: ['forbid-cgroup-parent'],
    },
    {
      title: 'a slice that has one',
      on: 'container',
      change: {ulimits: undefined, cgroupParent: 'limited.slice'},
      parameters: {slices: ['limited.slice']},
      messages: [],
      others: ['forbid-cgroup-parent'],
    },
  ],
  'limit-ulimits': [
    {
      title: 'zero, which is a limit',
      on: 'container',
      change: {
        ulimits: [
          {name: 'nproc', soft: 4096, hard: 4096},
          {name: 'core', soft: 0, hard: 0},
          {name: 'rtprio', soft: 0, hard: 5},
        ],
      },
      messages: [],
    },
    {
      title: 'unlimited',
      on: 'container',
      change: {
        ulimits: [
          {name: 'nproc', soft: 4096, hard: 4096},
          {name: 'nofile', soft: 65536, hard: 65536},
          {name: 'core', soft: 0, hard: -1},
        ],
      },
      messages: ['container "subject", ulimits[2]: core is unlimited, got -1; write a number'],
    },
    {
      title: 'unlimited, the soft one',
      on: 'container',
      change: {
        ulimits: [
          {name: 'nproc', soft: 4096, hard: 4096},
          {name: 'nofile', soft: 65536, hard: 65536},
          {name: 'core', soft: -1, hard: 5},
        ],
      },
      messages: ['container "subject", ulimits[2]: core is unlimited, got -1; write a number'],
    },
    {
      title: 'soft above hard',
      on: 'container',
      change: {
        ulimits: [
          {name: 'nproc', soft: 4096, hard: 4096},
          {name: 'nofile', soft: 65536, hard: 65536},
          {name: 'core', soft: 2, hard: 1},
        ],
      },
      messages: ['container "subject", ulimits[2]: core has a soft limit above the hard one, got 2; write 1 or less'],
    },
    {
      title: 'too many files',
      on: 'container',
      change: {
        ulimits: [
          {name: 'nproc', soft: 4096, hard: 4096},
          {name: 'nofile', soft: 1, hard: 2000000},
        ],
      },
      messages: ['container "subject", ulimits[1]: nofile is above the limit, got 2000000; write 1048576 or less'],
    },
    {
      title: 'locked memory',
      on: 'container',
      change: {
        ulimits: [
          {name: 'nproc', soft: 4096, hard: 4096},
          {name: 'nofile', soft: 65536, hard: 65536},
          {name: 'memlock', soft: -1, hard: -1},
        ],
      },
      messages: [],
    },
    {
      title: 'soft equal to hard at the bound',
      on: 'container',
      change: {
        ulimits: [
          {name: 'nproc', soft: 4096, hard: 4096},
          {name: 'nofile', soft: 1048576, hard: 1048576},
        ],
      },
      messages: [],
    },
    {
      title: 'another limit that is high',
      on: 'container',
      change: {
        ulimits: [
          {name: 'nproc', soft: 4096, hard: 4096},
          {name: 'fsize', soft: 2000000, hard: 2000000},
        ],
      },
      messages: [],
    },
    {
      title: 'processes, which another rule judges',
      on: 'container',
      change: {ulimits: [{name: 'nproc', soft: -1, hard: 1}]},
      messages: [],
    },
  ],
  'limit-restarts': [
    {
      title: 'a swarm service, zero meaning without end',
      on: 'service',
      change: {taskSpec: {restartPolicy: {condition: 'any', maxAttempts: 0}}},
      parameters: {limitsServices: true},
      messages: [
        'swarm service "subject", taskSpec.restartPolicy.maxAttempts: restarts without an end to it, got 0; write 5 or less, but not 0',
      ],
    },
    {
      title: 'always',
      on: 'container',
      change: {restart: 'always'},
      messages: [
        'container "subject", restart: is not an allowed restart policy, got "always"; use one of: no, on-failure, unless-stopped',
      ],
    },
    {
      title: 'on failure without end',
      on: 'container',
      change: {restart: 'on-failure'},
      messages: [
        'container "subject", maxRetryCount: restarts without an end to it, got nothing; write 5 or less, but not 0',
      ],
    },
    {
      title: 'on failure too often',
      on: 'container',
      change: {restart: 'on-failure', maxRetryCount: 6},
      messages: [
        'container "subject", maxRetryCount: restarts without an end to it, got 6; write 5 or less, but not 0',
      ],
    },
    {
      title: 'on failure, zero meaning without end',
      on: 'container',
      change: {restart: 'on-failure', maxRetryCount: 0},
      messages: [
        'container "subject", maxRetryCount: restarts without an end to it, got 0; write 5 or less, but not 0',
      ],
    },
    {
      title: 'left out where it is not allowed',
      on: 'container',
      change: {restart: undefined},
      parameters: {policies: ['on-failure']},
      messages: ['container "subject", restart: is not an allowed restart policy, got "no"; use one of: on-failure'],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {restartPolicy: {condition: 'any'}}},
      parameters: {limitsServices: true},
      messages: [
        'swarm service "subject", taskSpec.restartPolicy.maxAttempts: restarts without an end to it, got nothing; write 5 or less, but not 0',
      ],
    },
    {
      title: 'a swarm service too often',
      on: 'service',
      change: {taskSpec: {restartPolicy: {condition: 'any', maxAttempts: 6}}},
      parameters: {limitsServices: true},
      messages: [
        'swarm service "subject", taskSpec.restartPolicy.maxAttempts: restarts without an end to it, got 6; write 5 or less, but not 0',
      ],
    },
    {title: 'on failure five times', on: 'container', change: {restart: 'on-failure', maxRetryCount: 5}, messages: []},
    {title: 'left out', on: 'container', change: {restart: undefined}, messages: []},
    {
      title: 'a swarm service five times',
      on: 'service',
      change: {taskSpec: {restartPolicy: {condition: 'any', maxAttempts: 5}}},
      parameters: {limitsServices: true},
      messages: [],
    },
    {
      title: 'a swarm service that is not limited',
      on: 'service',
      change: {taskSpec: {restartPolicy: undefined}},
      messages: [],
    },
  ],
  'require-healthcheck': [
    {
      title: 'none',
      on: 'container',
      change: {healthcheck: undefined},
      messages: [
        'container "subject", healthcheck.tests: nothing tells whether it works, got nothing; write a command, such as ["CMD", "pg_isready"]',
      ],
    },
    {
      title: 'switched off',
      on: 'container',
      change: {healthcheck: {tests: ['NONE']}},
      messages: [
        'container "subject", healthcheck.tests: nothing tells whether it works, got "NONE"; write a command, such as ["CMD", "pg_isready"]',
      ],
    },
    {
      title: 'an empty list',
      on: 'container',
      change: {healthcheck: {tests: []}},
      messages: [
        'container "subject", healthcheck.tests: nothing tells whether it works, got nothing; write a command, such as ["CMD", "pg_isready"]',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {healthcheck: undefined}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.healthcheck.tests: nothing tells whether it works, got nothing; write a command, such as ["CMD", "pg_isready"]',
      ],
    },
    {
      title: 'a swarm service, switched off',
      on: 'service',
      change: {taskSpec: {containerSpec: {healthcheck: {tests: ['NONE']}}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.healthcheck.tests: nothing tells whether it works, got "NONE"; write a command, such as ["CMD", "pg_isready"]',
      ],
    },
    {title: 'a container that ends', on: 'container', change: {healthcheck: undefined, mustRun: false}, messages: []},
  ],
  'forbid-disabled-log': [
    {
      title: 'none',
      on: 'container',
      change: {logDriver: 'none'},
      messages: ['container "subject", logDriver: throws the log away, got "none"; write "json-file"'],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {logDriver: {name: 'none'}}},
      messages: [
        'swarm service "subject", taskSpec.logDriver.name: throws the log away, got "none"; write "json-file"',
      ],
    },
    {title: 'left out', on: 'container', change: {logDriver: undefined}, messages: []},
  ],
  'require-log-rotation': [
    {
      title: 'no options',
      on: 'container',
      change: {logOpts: undefined},
      messages: [
        'container "subject", logOpts["max-size"]: the log may fill the disk of the host, got nothing; write "10m"',
        'container "subject", logOpts["max-file"]: the log may fill the disk of the host, got nothing; write "3"',
      ],
    },
    {
      title: 'no number of files',
      on: 'container',
      change: {logOpts: {'max-size': '10m'}},
      messages: [
        'container "subject", logOpts["max-file"]: the log may fill the disk of the host, got nothing; write "3"',
      ],
    },
    {
      title: 'the default driver',
      on: 'container',
      change: {logDriver: undefined, logOpts: {'max-file': '3'}},
      messages: [
        'container "subject", logOpts["max-size"]: the log may fill the disk of the host, got nothing; write "10m"',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {logDriver: undefined}},
      messages: [
        'swarm service "subject", taskSpec.logDriver.options["max-size"]: the log may fill the disk of the host, got nothing; write "10m"',
        'swarm service "subject", taskSpec.logDriver.options["max-file"]: the log may fill the disk of the host, got nothing; write "3"',
      ],
    },
    {
      title: 'a driver that rotates by itself',
      on: 'container',
      change: {logDriver: 'local', logOpts: undefined},
      messages: [],
    },
    {title: 'journald', on: 'container', change: {logDriver: 'journald', logOpts: undefined}, messages: []},
  ],
  'require-init': [
    {
      title: 'left out',
      on: 'container',
      change: {init: undefined},
      messages: ['container "subject", init: nothing collects finished processes, got nothing; write true'],
    },
    {
      title: 'false',
      on: 'container',
      change: {init: false},
      messages: ['container "subject", init: nothing collects finished processes, got false; write true'],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {init: undefined}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.init: nothing collects finished processes, got nothing; write true',
      ],
    },
  ],
  'require-labels': [
    {
      title: 'an exception alone',
      on: 'container',
      change: {
        labels: [
          {
            label: 'io.kailash.policy-exception.forbid-privileged',
            value: 'reason=x; owner=ops; until=2026-12-31',
          },
        ],
      },
      messages: [],
      others: ['limit-exceptions'],
    },
    {
      title: 'one of two',
      on: 'container',
      change: {
        labels: [
          {label: 'io.kailash.service', value: 'db'},
          {label: 'io.kailash.stack', value: ''},
        ],
      },
      messages: [
        'container "subject", labels: io.kailash.managed-by, io.kailash.owner, io.kailash.project, io.kailash.stack missing, got ["io.kailash.service","io.kailash.stack"]; add them',
      ],
    },
    {
      title: 'everywhere',
      on: 'network',
      change: {labels: []},
      parameters: {everywhere: true},
      messages: [
        'network "subject", labels: io.kailash.managed-by, io.kailash.owner, io.kailash.project, io.kailash.service, io.kailash.stack missing, got []; add them',
      ],
    },
    {
      title: 'a label of a reviewer',
      on: 'volume',
      change: {},
      opts: {protect: true},
      parameters: {labels: ['team']},
      messages: [
        'volume "subject", labels: team missing, got ["io.kailash.managed-by","io.kailash.owner","io.kailash.project","io.kailash.service","io.kailash.stack","io.kailash.encryption"]; add them',
      ],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {labels: [{label: 'io.kailash.service', value: 'db'}]},
      messages: [
        'swarm service "subject", labels: io.kailash.managed-by, io.kailash.owner, io.kailash.project, io.kailash.stack missing, got ["io.kailash.service"]; add them',
      ],
    },
    {title: 'none of ours', on: 'container', change: {labels: [{label: 'x', value: 'y'}]}, messages: []},
  ],
};
