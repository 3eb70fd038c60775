/** The digest and the id of an image that nobody needs to have. */
export const digest = `sha256:${'a'.repeat(64)}`;

/** Labels that say whose a resource is. */
export const ownerLabels = (service: string, more: Record<string, string> = {}) =>
  Object.entries({
    'io.kailash.managed-by': 'kailash-platform',
    'io.kailash.owner': 'platform-team',
    'io.kailash.project': 'kp',
    'io.kailash.service': service,
    'io.kailash.stack': 'dev',
    ...more,
  }).map(([label, value]) => ({label, value}));

/** By kind: the type token and inputs that no rule objects to. */
export const compliant = {
  container: {
    type: 'docker:index/container:Container',
    inputs: {
      image: digest,
      user: '999:999',
      readOnly: true,
      capabilities: {drops: ['ALL'], adds: ['CAP_CHOWN']},
      securityOpts: ['no-new-privileges=true'],
      memory: 512,
      memorySwap: 512,
      cpus: '1.5',
      ulimits: [
        {name: 'nproc', soft: 4096, hard: 4096},
        {name: 'nofile', soft: 65_536, hard: 65_536},
      ],
      restart: 'unless-stopped',
      init: true,
      logDriver: 'json-file',
      logOpts: {'max-size': '10m', 'max-file': '3'},
      healthcheck: {tests: ['CMD', 'pg_isready']},
      networksAdvanced: [{name: 'kp-dev-db'}],
      tmpfs: {'/tmp': 'size=64m,mode=1777'},
      envs: ['POSTGRES_PASSWORD_FILE=/run/secrets/postgres', 'POSTGRES_DB=kailash'],
      command: ['postgres', '-c', 'max_connections=200', '-c', 'password_encryption=scram-sha-256'],
      volumes: [
        {volumeName: 'kp-dev-db-data', containerPath: '/var/lib/postgresql/data'},
        {hostPath: '/run/kailash-platform/kp-dev/db/secrets', containerPath: '/run/secrets', readOnly: true},
      ],
      labels: ownerLabels('db'),
    },
  },
  service: {
    type: 'docker:index/service:Service',
    inputs: {
      name: 'db',
      labels: ownerLabels('db'),
      taskSpec: {
        containerSpec: {
          image: `docker.io/library/postgres:17@${digest}`,
          user: '999:999',
          readOnly: true,
          capDrops: ['ALL'],
          init: true,
          healthcheck: {tests: ['CMD', 'pg_isready']},
          env: {POSTGRES_PASSWORD_FILE: '/run/secrets/postgres'},
          secrets: [{secretId: 'id', secretName: 'db', fileName: '/run/secrets/postgres', fileMode: 0o400}],
        },
        resources: {limits: {memoryBytes: 536_870_912, nanoCpus: 1_000_000_000}},
        restartPolicy: {condition: 'on-failure', maxAttempts: 5},
        logDriver: {name: 'json-file', options: {'max-size': '10m', 'max-file': '3'}},
        networksAdvanceds: [{name: 'kp-dev-db'}],
      },
    },
  },
  network: {
    type: 'docker:index/network:Network',
    inputs: {name: 'kp-dev-db', internal: true, labels: ownerLabels('db')},
  },
  volume: {
    type: 'docker:index/volume:Volume',
    inputs: {name: 'kp-dev-db-data', labels: ownerLabels('db', {'io.kailash.encryption': 'luks'})},
    opts: {protect: true},
  },
  remoteImage: {
    type: 'docker:index/remoteImage:RemoteImage',
    inputs: {name: `docker.io/library/postgres:17.2-bookworm@${digest}`},
  },
  registryImage: {
    type: 'docker:index/registryImage:RegistryImage',
    inputs: {name: 'registry.example.com:5000/team/app:1.4.2'},
  },
  image: {
    type: 'docker:index/image:Image',
    inputs: {imageName: 'registry.example.com/team/app:1.4.2', build: {context: '.', args: {VERSION: '1.4.2'}}},
  },
  plugin: {
    type: 'docker:index/plugin:Plugin',
    inputs: {name: 'volumes', grantPermissions: [{name: 'network', values: ['host']}], envs: ['DEBUG=1']},
  },
  serviceConfig: {
    type: 'docker:index/serviceConfig:ServiceConfig',
    inputs: {name: 'haproxy', data: Buffer.from('global\n  maxconn 100\n').toString('base64')},
  },
  provider: {
    type: 'pulumi:providers:docker',
    inputs: {host: 'ssh://ops@engine.example.com', sshOpts: '["-o", "ConnectTimeout=5"]'},
  },
  command: {
    type: 'command:local:Command',
    inputs: {create: 'install -m 0400 /dev/stdin "$TARGET"', environment: {TARGET: '/run/secrets/postgres'}},
  },
} as const;

export type Fixture = keyof typeof compliant;
