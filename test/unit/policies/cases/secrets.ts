import type {Table} from '../cases';
import {ownerLabels} from '../fixtures';

/** Rules about secrets. */
export const secrets: Table = {
  'forbid-plain-secret': [
    {
      title: 'a private key and a token of any name, but no words of a language model',
      on: 'container',
      change: {
        envs: [
          'SIGNING=-----BEGIN EC PRIVATE KEY-----',
          `GH=ghp_${'a'.repeat(36)}`,
          'TOKENIZER=bert-base',
          'NUM_TOKENS=4096',
        ],
      },
      messages: [
        'container "subject", envs[0]: SIGNING looks like a secret in the clear; mount it as a file and set SIGNING_FILE to its path',
        'container "subject", envs[1]: GH looks like a secret in the clear; mount it as a file and set GH_FILE to its path',
      ],
    },
    {
      title: 'a password',
      on: 'container',
      change: {envs: ['POSTGRES_PASSWORD=hunter22']},
      messages: [
        'container "subject", envs[0]: POSTGRES_PASSWORD looks like a secret in the clear; mount it as a file and set POSTGRES_PASSWORD_FILE to its path',
      ],
    },
    {
      title: 'a token of a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {env: {API_TOKEN: 'abcdef123456'}}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.env.API_TOKEN: API_TOKEN looks like a secret in the clear; mount it as a file and set API_TOKEN_FILE to its path',
      ],
    },
    {
      title: 'a key of a plugin',
      on: 'plugin',
      change: {envs: ['SECRET_KEY=abcdef']},
      messages: [
        'plugin "subject", envs[0]: SECRET_KEY looks like a secret in the clear; mount it as a file and set SECRET_KEY_FILE to its path',
      ],
    },
    {
      title: 'a command',
      on: 'command',
      change: {environment: {PGPASSWORD: 'hunter22'}},
      messages: [
        'command "subject", environment.PGPASSWORD: PGPASSWORD looks like a secret in the clear; mount it as a file and set PGPASSWORD_FILE to its path',
      ],
    },
    {
      title: 'an end like _PASS',
      on: 'container',
      change: {envs: ['DB_PASS=hunter22']},
      messages: [
        'container "subject", envs[0]: DB_PASS looks like a secret in the clear; mount it as a file and set DB_PASS_FILE to its path',
      ],
    },
    {title: 'a path', on: 'container', change: {envs: ['DB_PASSWORD_FILE=/run/secrets/db']}, messages: []},
    {title: 'a switch', on: 'container', change: {envs: ['ALLOW_EMPTY_PASSWORD=yes']}, messages: []},
    {title: 'a quantity', on: 'container', change: {envs: ['TOKEN_TTL=3600']}, messages: []},
    {title: 'nothing', on: 'container', change: {envs: ['DB_PASSWORD=']}, messages: []},
    {title: 'a name alone', on: 'container', change: {envs: ['DB_PASSWORD']}, messages: []},
    {title: 'a boolean', on: 'container', change: {envs: ['USE_TOKEN=true']}, messages: []},
    {
      title: 'one that is allowed',
      on: 'container',
      change: {envs: ['PUBLIC_TOKEN=abcdef']},
      parameters: {allowed: ['PUBLIC_TOKEN']},
      messages: [],
    },
    {title: 'a reference', on: 'command', change: {environment: {PGPASSWORD: '$OTHER'}}, messages: []},
    {title: 'a line that begins with the sign', on: 'container', change: {envs: ['=PASSWORD']}, messages: []},
  ],
  'forbid-credential-url': [
    {
      title: 'a variable of a plugin',
      on: 'plugin',
      change: {envs: ['PROXY=https://ops:hunter22@proxy']},
      messages: [
        'plugin "subject", envs[0]: its https URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in a variable',
      on: 'container',
      change: {envs: ['DATABASE_URL=postgres://app:hunter22@db/kailash']},
      messages: [
        'container "subject", envs[0]: its postgres URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in a command',
      on: 'container',
      change: {command: ['app', 'redis://:hunter22@cache:6379']},
      messages: [
        'container "subject", command[1]: its redis URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in an entry point',
      on: 'container',
      change: {entrypoints: ['app', 'https://u:p@host']},
      messages: [
        'container "subject", entrypoints[1]: its https URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in a health check',
      on: 'container',
      change: {healthcheck: {tests: ['CMD', 'curl', 'http://u:pw1@localhost']}},
      messages: [
        'container "subject", healthcheck.tests[2]: its http URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in a label',
      on: 'container',
      change: {labels: ownerLabels('db', {origin: 'https://u:pw1@host'})},
      messages: [
        'container "subject", labels["origin"]: its https URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in a swarm service',
      on: 'service',
      change: {
        taskSpec: {containerSpec: {env: {U: 'amqp://u:pw1@host'}, args: ['amqp://u:pw1@host'], commands: ['x']}},
      },
      messages: [
        'swarm service "subject", taskSpec.containerSpec.env.U: its amqp URL carries a password; let the program read the password from a file',
        'swarm service "subject", taskSpec.containerSpec.args[0]: its amqp URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in a label of a swarm service',
      on: 'service',
      change: {labels: ownerLabels('db', {o: 'https://u:pw1@host'})},
      messages: [
        'swarm service "subject", labels["o"]: its https URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in the health check of a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {healthcheck: {tests: ['CMD', 'curl', 'http://u:pw1@x']}}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.healthcheck.tests[2]: its http URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in a command of Pulumi',
      on: 'command',
      change: {create: 'curl https://u:pw1@host'},
      messages: [
        'command "subject", create: its https URL carries a password; let the program read the password from a file',
      ],
    },
    {
      title: 'in the variable of a command',
      on: 'command',
      change: {environment: {U: 'https://u:pw1@host'}},
      messages: [
        'command "subject", environment.U: its https URL carries a password; let the program read the password from a file',
      ],
    },
    {title: 'a user alone', on: 'container', change: {envs: ['DATABASE_URL=postgres://app@db/kailash']}, messages: []},
    {title: 'a placeholder', on: 'command', change: {create: 'psql postgres://app:$PW@db'}, messages: []},
    {title: 'a port', on: 'container', change: {envs: ['U=http://host:80/a@b']}, messages: []},
  ],
  'forbid-secret-argument': [
    {
      title: 'an option of the log driver',
      on: 'container',
      change: {logDriver: 'splunk', logOpts: {'splunk-token': 'abcdef0123', 'splunk-format': 'json'}},
      messages: [
        'container "subject", logOpts["splunk-token"]: looks like a secret in the clear; set it in the configuration of the daemon',
      ],
    },
    {
      title: 'a label of a network',
      on: 'network',
      change: {labels: ownerLabels('db', {'db.password': 'hunter22'})},
      messages: ['network "subject", labels["db.password"]: looks like a secret in the clear; remove the label'],
    },
    {
      title: 'a label of a volume',
      on: 'volume',
      change: {labels: ownerLabels('db', {'io.kailash.encryption': 'luks', 'db.password': 'hunter22'})},
      messages: ['volume "subject", labels["db.password"]: looks like a secret in the clear; remove the label'],
    },
    {
      title: "labels of a swarm service's containers and an option of its log driver",
      on: 'service',
      change: {
        taskSpec: {
          containerSpec: {labels: [{label: 'db.password', value: 'hunter22'}]},
          logDriver: {name: 'splunk', options: {'splunk-token': 'abcdef0123'}},
        },
      },
      messages: [
        'swarm service "subject", taskSpec.containerSpec.labels["db.password"]: looks like a secret in the clear; remove the label',
        'swarm service "subject", taskSpec.logDriver.options["splunk-token"]: looks like a secret in the clear; set it in the configuration of the daemon',
      ],
    },
    {
      title: 'a password of a client that does not call it so',
      on: 'container',
      change: {healthcheck: {tests: ['CMD', 'redis-cli', '-a', 'hunter22', 'ping']}},
      messages: [
        'container "subject", healthcheck.tests: -a is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'an exception from a rule about secrets',
      on: 'container',
      change: {
        labels: ownerLabels('db', {'io.kailash.policy-exception.forbid-plain-secret': 'reason=public; owner=x'}),
      },
      messages: [],
      others: ['require-exception-reason'],
    },
    {
      title: 'an option with the sign',
      on: 'container',
      change: {command: ['server', '--password=hunter22']},
      messages: [
        'container "subject", command: --password is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'an option and its value',
      on: 'container',
      change: {command: ['redis-server', '--requirepass', 'hunter22']},
      messages: [
        'container "subject", command: --requirepass is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'an assignment in a shell',
      on: 'container',
      change: {entrypoints: ['sh', '-c', 'DB_PASSWORD=hunter22 exec app']},
      messages: [
        'container "subject", entrypoints: DB_PASSWORD is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'a health check',
      on: 'container',
      change: {healthcheck: {tests: ['CMD-SHELL', 'redis-cli --password hunter22 ping']}},
      messages: [
        'container "subject", healthcheck.tests: --password is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'a label',
      on: 'container',
      change: {labels: ownerLabels('db', {'app.password': 'hunter22'})},
      messages: ['container "subject", labels["app.password"]: looks like a secret in the clear; remove the label'],
    },
    {
      title: 'a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {commands: ['app', '--api-key=abcdef']}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.commands: --api-key is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'arguments of a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {args: ['--token=abcdef1']}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.args: --token is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'the health check of a swarm service',
      on: 'service',
      change: {taskSpec: {containerSpec: {healthcheck: {tests: ['CMD', 'x', '--token=abcdef1']}}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.healthcheck.tests: --token is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'a label of a swarm service',
      on: 'service',
      change: {labels: ownerLabels('db', {'app.secret': 'hunter22'})},
      messages: ['swarm service "subject", labels["app.secret"]: looks like a secret in the clear; remove the label'],
    },
    {
      title: 'a command of Pulumi',
      on: 'command',
      change: {create: 'PGPASSWORD="hunter22" psql'},
      messages: [
        'command "subject", create: PGPASSWORD is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'its update',
      on: 'command',
      change: {update: 'app --password hunter22'},
      messages: [
        'command "subject", update: --password is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {
      title: 'its removal',
      on: 'command',
      change: {delete: 'curl --token=abcdef1'},
      messages: [
        'command "subject", delete: --token is given what looks like a secret; read it from a file or from standard input',
      ],
    },
    {title: 'a file', on: 'container', change: {command: ['server', '--password-file=/run/secrets/x']}, messages: []},
    {
      title: 'an option after an option',
      on: 'container',
      change: {command: ['server', '--password', '--verbose']},
      messages: [],
    },
    {title: 'a reference', on: 'command', change: {create: 'PGPASSWORD="$(cat /run/secrets/x)" psql'}, messages: []},
    {title: 'a name alone at the end', on: 'container', change: {command: ['server', '--password']}, messages: []},
    {
      title: 'an exception',
      on: 'container',
      change: {
        labels: ownerLabels('db', {
          'io.kailash.policy-exception.forbid-privileged': 'reason=the token is public; owner=x',
        }),
      },
      messages: [],
      others: ['require-exception-reason'],
    },
  ],
  'forbid-secret-build-argument': [
    {
      title: 'a URL with a password',
      on: 'image',
      change: {build: {args: {PIP_INDEX_URL: 'https://ops:hunter22@pypi.example.com/simple', VERSION: '1'}}},
      messages: [
        'built image "subject", build.args.PIP_INDEX_URL: looks like a secret, and stays in the history of the image; use a build secret',
      ],
    },
    {
      title: 'an argument',
      on: 'image',
      change: {build: {context: '.', args: {NPM_TOKEN: 'abcdef'}}},
      messages: [
        'built image "subject", build.args.NPM_TOKEN: looks like a secret, and stays in the history of the image; use a build secret',
      ],
    },
    {
      title: 'an argument of another resource',
      on: 'remoteImage',
      change: {name: 'team/app:1.2', build: {context: '.', buildArgs: {NPM_TOKEN: 'abcdef'}}},
      messages: [
        'image "subject", build.buildArgs.NPM_TOKEN: looks like a secret, and stays in the history of the image; use a build secret',
      ],
    },
    {
      title: 'an argument of a pushed image',
      on: 'registryImage',
      change: {build: {context: '.', buildArgs: {NPM_TOKEN: 'abcdef'}}},
      messages: [
        'registry image "subject", build.buildArgs.NPM_TOKEN: looks like a secret, and stays in the history of the image; use a build secret',
      ],
    },
    {
      title: 'another argument of a pushed image',
      on: 'registryImage',
      change: {build: {context: '.', buildArgs: {VERSION: '1'}}},
      messages: [],
    },
    {
      title: 'another argument',
      on: 'remoteImage',
      change: {name: 'team/app:1.2', build: {context: '.', buildArgs: {VERSION: '1'}}},
      messages: [],
    },
    {title: 'no build', on: 'image', change: {build: undefined}, messages: []},
  ],
  'limit-upload-permissions': [
    {
      title: 'a certificate, which may come with its key',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/tls/server.pem', content: 'x'}]},
      messages: [
        'container "subject", uploads[0].permissions: /etc/tls/server.pem looks like a secret that everybody in the container may read, got nothing; mount it as a read-only file',
      ],
      others: ['require-read-only-root'],
    },
    {
      title: 'the default',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app/password', content: 'x'}]},
      messages: [
        'container "subject", uploads[0].permissions: /etc/app/password looks like a secret that everybody in the container may read, got nothing; mount it as a read-only file',
      ],
      others: ['forbid-secret-upload', 'require-read-only-root'],
    },
    {
      title: 'readable to others',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/tls/server.key', content: 'x', permissions: '0644'}]},
      messages: [
        'container "subject", uploads[0].permissions: /etc/tls/server.key looks like a secret that everybody in the container may read, got "0644"; mount it as a read-only file',
      ],
      others: ['forbid-secret-upload', 'require-read-only-root'],
    },
    {
      title: 'writable to the group',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app/token', content: 'x', permissions: '0660'}]},
      messages: [
        'container "subject", uploads[0].permissions: /etc/app/token looks like a secret that everybody in the container may read, got "0660"; mount it as a read-only file',
      ],
      others: ['forbid-secret-upload', 'require-read-only-root'],
    },
    {
      title: 'executable',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app/secret.sh', content: 'x', executable: true}]},
      messages: [
        'container "subject", uploads[0].permissions: /etc/app/secret.sh looks like a secret that everybody in the container may read, got nothing; mount it as a read-only file',
      ],
      others: ['forbid-secret-upload', 'require-read-only-root'],
    },
    {
      title: 'the owner alone',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app/password', content: 'x', permissions: '0400'}]},
      messages: [],
      others: ['forbid-secret-upload', 'require-read-only-root'],
    },
    {
      title: 'the group may read',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app/password', content: 'x', permissions: '0440'}]},
      messages: [],
      others: ['forbid-secret-upload', 'require-read-only-root'],
    },
    {
      title: 'a folder that is private',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/private/x', content: 'x'}]},
      messages: [
        'container "subject", uploads[0].permissions: /etc/private/x looks like a secret that everybody in the container may read, got nothing; mount it as a read-only file',
      ],
      others: ['require-read-only-root'],
    },
    {
      title: 'another file',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app.conf', content: 'x'}]},
      messages: [],
      others: ['require-read-only-root'],
    },
  ],
  'forbid-secret-upload': [
    {
      title: 'a private key in a file of any name',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app.conf', content: '-----BEGIN PRIVATE KEY-----\nx'}]},
      messages: ['container "subject", uploads[0].content: holds a private key; mount it as a read-only file'],
      others: ['require-read-only-root'],
    },
    {
      title: 'a password in a configuration',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app.conf', content: 'user: app\ndb:\n  password: hunter22\n'}]},
      messages: ['container "subject", uploads[0].content: password looks like a secret; mount it as a read-only file'],
      others: ['require-read-only-root'],
    },
    {
      title: 'a URL with a password, encoded',
      on: 'container',
      change: {
        readOnly: false,
        uploads: [{file: '/etc/app.conf', content: '', contentBase64: 'dXJsIHBvc3RncmVzOi8vYTpiQGRiL2QK'}],
      },
      messages: [
        'container "subject", uploads[0].contentBase64: holds a URL with a password; mount it as a read-only file',
      ],
      others: ['require-read-only-root'],
    },
    {
      title: 'a file whose name says it, for its owner alone',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app/password', source: 'password', permissions: '0400'}]},
      messages: [
        'container "subject", uploads[0].file: looks like a secret, got "/etc/app/password"; mount it as a read-only file',
      ],
      others: ['require-read-only-root'],
    },
    {
      title: 'a configuration without secrets, and the list of users',
      on: 'container',
      change: {
        readOnly: false,
        uploads: [
          {file: '/etc/app.conf', content: 'password_file: /run/secrets/db\ntoken = os.environ["X"]\n# password\n'},
          {file: '/etc/passwd', content: 'app:x:999:999::/:/bin/false\n'},
          {file: '/app/tokenizer.json', content: '{"model": "x"}'},
        ],
      },
      messages: [],
      others: ['require-read-only-root'],
    },
  ],
  'forbid-secret-config': [
    {
      title: 'a password',
      on: 'serviceConfig',
      change: {data: 'dXNlcjogYXBwCnBhc3N3b3JkOiBodW50ZXIyMgo='},
      messages: ['swarm config "subject", data: password looks like a secret; use a docker.Secret'],
    },
    {
      title: 'a password in plain data',
      on: 'serviceConfig',
      change: {data: undefined, dataRaw: '"password" = "hunter22"'},
      messages: ['swarm config "subject", dataRaw: password looks like a secret; use a docker.Secret'],
    },
    {
      title: 'a key',
      on: 'serviceConfig',
      change: {data: undefined, dataRaw: '-----BEGIN PRIVATE KEY-----\nx'},
      messages: ['swarm config "subject", dataRaw: holds a private key; use a docker.Secret'],
    },
    {
      title: 'a URL',
      on: 'serviceConfig',
      change: {data: undefined, dataRaw: 'x https://u:pw1@host'},
      messages: ['swarm config "subject", dataRaw: holds a URL with a password; use a docker.Secret'],
    },
    {title: 'nothing', on: 'serviceConfig', change: {data: undefined}, messages: []},
  ],
  'limit-secret-mode': [
    {
      title: 'the default',
      on: 'service',
      change: {taskSpec: {containerSpec: {secrets: [{secretId: 'i', fileName: 'x'}]}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.secrets[0].fileMode: x may be read by more than its owner, got "0444"; write 0o400',
      ],
    },
    {
      title: 'the group may write',
      on: 'service',
      change: {taskSpec: {containerSpec: {secrets: [{secretId: 'i', fileName: 'x', fileMode: 304}]}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.secrets[0].fileMode: x may be read by more than its owner, got "0460"; write 0o400',
      ],
    },
    {
      title: 'the group may read',
      on: 'service',
      change: {taskSpec: {containerSpec: {secrets: [{secretId: 'i', fileName: 'x', fileMode: 288}]}}},
      messages: [
        'swarm service "subject", taskSpec.containerSpec.secrets[0].fileMode: x may be read by more than its owner, got "0440"; write 0o400',
      ],
    },
    {
      title: 'the owner may write',
      on: 'service',
      change: {taskSpec: {containerSpec: {secrets: [{secretId: 'i', fileName: 'x', fileMode: 384}]}}},
      messages: [],
    },
  ],
  'require-read-only-secret-mount': [
    {
      title: 'a writable secret through the link of most images',
      on: 'container',
      change: {volumes: [{volumeName: 'x', containerPath: '/var/run/secrets'}]},
      messages: ['container "subject", volumes[0].readOnly: /var/run/secrets is writable, got false; write true'],
    },
    {
      title: 'a mount of another type with a source',
      on: 'container',
      change: {mounts: [{type: 'npipe', source: 'x', target: '/run/secrets'}]},
      messages: [],
    },
    {
      title: 'a writable secret',
      on: 'container',
      change: {volumes: [{hostPath: '/run/kailash-platform/x/secrets', containerPath: '/run/secrets'}]},
      messages: ['container "subject", volumes[0].readOnly: /run/secrets is writable, got false; write true'],
    },
    {
      title: 'a writable certificate',
      on: 'container',
      change: {mounts: [{type: 'volume', source: 'tls', target: '/run/tls/', readOnly: false}]},
      messages: ['container "subject", mounts[0].readOnly: /run/tls/ is writable, got false; write true'],
    },
    {
      title: 'an upload',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/run/config/app.conf', content: 'x'}]},
      messages: [
        'container "subject", uploads[0].file: stays in a layer on the disk, got "/run/config/app.conf"; mount it read-only',
      ],
      others: ['require-read-only-root'],
    },
    {
      title: 'another folder',
      on: 'container',
      change: {volumes: [{hostPath: '/run/kailash-platform/x', containerPath: '/run/secretsauce'}]},
      messages: [],
    },
    {
      title: 'another upload',
      on: 'container',
      change: {readOnly: false, uploads: [{file: '/etc/app.conf', content: 'x'}]},
      messages: [],
      others: ['require-read-only-root'],
    },
    {
      title: 'a tmpfs',
      on: 'container',
      change: {mounts: [{type: 'tmpfs', target: '/run/secrets', tmpfsOptions: {sizeBytes: 1}}]},
      messages: [],
    },
    {
      title: 'a mount without a source',
      on: 'container',
      change: {mounts: [{type: 'volume', target: '/run/secrets'}]},
      messages: [],
    },
  ],
  'forbid-overdue-secret': [
    {
      title: 'after its grace',
      on: 'volume',
      change: {
        labels: ownerLabels('db', {'io.kailash.refused-from': '2026-11-26T12:00:00Z', 'io.kailash.encryption': 'luks'}),
      },
      opts: {protect: true},
      messages: [
        'volume "subject", labels["io.kailash.refused-from"]: a secret is overdue, and its grace has ended, got "2026-11-26T12:00:00Z"; rotate it',
      ],
    },
    {
      title: 'to the end of its grace',
      on: 'kailash:docker:SecretAge',
      change: {labels: {'io.kailash.refused-from': '2026-11-27T12:00:00Z'}},
      messages: [],
    },
    {
      title: 'no time',
      on: 'kailash:docker:SecretAge',
      change: {labels: {'io.kailash.refused-from': 'soon'}},
      messages: [
        'kailash:docker:SecretAge "subject", labels["io.kailash.refused-from"]: is no time, got "soon"; write it as RFC 3339 does',
      ],
    },
  ],
  'limit-secret-age': [
    {
      title: 'an end that is no time, though the day is one',
      on: 'kailash:docker:SecretAge',
      change: {labels: {'io.kailash.rotated': '2026-11-26', 'io.kailash.rotate-by': 'soon'}},
      messages: [
        'kailash:docker:SecretAge "subject", labels["io.kailash.rotate-by"]: is no time, got "soon"; write it as RFC 3339 does',
      ],
    },
    {
      title: 'past the day that the stack itself has set, said once',
      on: 'kailash:docker:SecretAge',
      change: {labels: {'io.kailash.rotated': '2020-01-01', 'io.kailash.rotate-by': '2026-11-27T11:59:59Z'}},
      messages: [
        'kailash:docker:SecretAge "subject", labels["io.kailash.rotate-by"]: a secret is overdue, got "2026-11-27T11:59:59Z"; rotate it',
      ],
    },
    {
      title: 'until that moment, and young enough',
      on: 'kailash:docker:SecretAge',
      change: {
        labels: {'io.kailash.rotated': '2026-11-26T12:00:00.000Z', 'io.kailash.rotate-by': '2026-11-27T12:00:00Z'},
      },
      messages: [],
    },
    {
      title: 'too old',
      on: 'volume',
      change: {labels: ownerLabels('db', {'io.kailash.rotated': '2026-08-01', 'io.kailash.encryption': 'luks'})},
      opts: {protect: true},
      messages: [
        'volume "subject", labels["io.kailash.rotated"]: the secret is 118 days old, got "2026-08-01"; rotate it every 90 days',
      ],
    },
    {
      title: 'no date',
      on: 'container',
      change: {labels: ownerLabels('db', {'io.kailash.rotated': 'yesterday'})},
      messages: ['container "subject", labels["io.kailash.rotated"]: is no date, got "yesterday"; write YYYY-MM-DD'],
    },
    {
      title: 'a day too old',
      on: 'container',
      change: {labels: ownerLabels('db', {'io.kailash.rotated': '2026-11-15'})},
      parameters: {days: 11},
      messages: [
        'container "subject", labels["io.kailash.rotated"]: the secret is 12 days old, got "2026-11-15"; rotate it every 11 days',
      ],
    },
    {
      title: 'a generated password',
      on: 'random:index/randomPassword:RandomPassword',
      change: {length: 32, keepers: {rotated: '2026-01-01'}},
      messages: [
        'random:index/randomPassword:RandomPassword "subject", keepers.rotated: the secret is 330 days old, got "2026-01-01"; rotate it every 90 days',
      ],
    },
    {
      title: 'old enough to be at the bound',
      on: 'container',
      change: {labels: ownerLabels('db', {'io.kailash.rotated': '2026-11-15'})},
      parameters: {days: 12},
      messages: [],
    },
    {
      title: 'a young password',
      on: 'random:index/randomPassword:RandomPassword',
      change: {length: 32, keepers: {rotated: '2026-11-01'}},
      messages: [],
    },
    {
      title: 'other keepers',
      on: 'random:index/randomPassword:RandomPassword',
      change: {length: 32, keepers: {version: 1}},
      messages: [],
    },
  ],
  'forbid-volume-password': [
    {
      title: 'an option of another driver',
      on: 'volume',
      opts: {protect: true},
      change: {driver: 'vieux/sshfs', driverOpts: {sshcmd: 'ops@nas:/x', password: 'hunter22'}},
      messages: [
        'volume "subject", driverOpts.password: holds a password, which docker volume inspect shows; use a file: "credentials=/etc/cifs.credentials"',
      ],
    },
    {
      title: 'the secret of Ceph, but not the name of a file',
      on: 'volume',
      change: {driverOpts: {type: 'ceph', o: 'name=admin,secretfile=/x,secret=AQB', device: 'mon:/'}},
      messages: [
        'volume "subject", driverOpts.o: holds a password, which docker volume inspect shows; use a file: "credentials=/etc/cifs.credentials"',
      ],
    },
    {
      title: 'the address of a device',
      on: 'volume',
      change: {driverOpts: {type: 'davfs', device: 'https://ops:hunter22@nas/x'}},
      messages: [
        'volume "subject", driverOpts.device: holds a password, which docker volume inspect shows; use a file: "credentials=/etc/cifs.credentials"',
      ],
    },
    {
      title: 'a volume of a swarm service',
      on: 'service',
      change: {
        taskSpec: {
          containerSpec: {
            mounts: [
              {type: 'volume', target: '/x', volumeOptions: {driverOptions: {o: 'username=a,password=b'}}},
              {type: 'volume', target: '/y', volumeOptions: {driverOptions: {o: 'username=a,secretfile=/b'}}},
            ],
          },
        },
      },
      messages: [
        'swarm service "subject", taskSpec.containerSpec.mounts[0].volumeOptions.driverOptions.o: holds a password, which docker volume inspect shows; use a file: "credentials=/etc/cifs.credentials"',
      ],
    },
    {
      title: 'a network share',
      on: 'volume',
      change: {driverOpts: {type: 'cifs', o: 'username=u,password=hunter22', device: '//host/share'}},
      messages: [
        'volume "subject", driverOpts.o: holds a password, which docker volume inspect shows; use a file: "credentials=/etc/cifs.credentials"',
      ],
    },
    {
      title: 'in a mount',
      on: 'container',
      change: {
        mounts: [{type: 'volume', source: 'v', target: '/x', volumeOptions: {driverOptions: {o: 'pass=hunter22'}}}],
      },
      messages: [
        'container "subject", mounts[0].volumeOptions.driverOptions.o: holds a password, which docker volume inspect shows; use a file: "credentials=/etc/cifs.credentials"',
      ],
    },
    {
      title: 'a file',
      on: 'volume',
      change: {driverOpts: {type: 'cifs', o: 'credentials=/etc/cifs', device: '//host/share'}},
      messages: [],
    },
    {title: 'no options', on: 'volume', change: {driverOpts: {}}, messages: []},
    {
      title: 'other options in a mount',
      on: 'container',
      change: {mounts: [{type: 'volume', source: 'v', target: '/x', volumeOptions: {driverOptions: {o: 'ro'}}}]},
      messages: [],
    },
  ],
};
