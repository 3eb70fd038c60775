import {z} from 'zod';
import {defineService} from '../core/definition';

/** Users and what they may, in the language of the ACL file (redis.io/docs, "ACL"). */
const users = [
  'default off',
  'admin on #{{sha256.admin}} ~* &* +@all',
  'app on #{{sha256.app}} ~* &* +@all -@admin -@dangerous +keys +info +client|setname +client|getname +client|id',
  // Functions are everybody's, and run with the rights of whoever calls them; SCAN and RANDOMKEY name keys of others.
  'session on #{{sha256.session}} ~session:* resetchannels +@read +@write +@connection +@transaction -@dangerous -@scripting -scan -randomkey +info',
  'readonly on #{{sha256.readonly}} %R~* resetchannels +@read +@connection -@dangerous +info',
  'monitor on #{{sha256.monitor}} resetkeys resetchannels -@all +@connection +ping +info +latency +slowlog +memory +config|get +client|list',
  'backup on #{{sha256.backup}} %R~* resetchannels -@all +@connection +ping +psync +sync +replconf +bgsave +lastsave +info',
  'health on nopass resetkeys resetchannels -@all +ping',
];

/** The command that gives a running server the same user. */
const resetting = (user: string): string => `ACL SETUSER ${user.replace(' ', ' reset ')}`;

/** Redis 7: cache of the application, and its sessions under a key prefix of their own. */
export const redis = defineService({
  name: 'redis',
  purpose: 'cache, queues, and sessions under their own prefix',
  image: {
    repository: 'docker.io/library/redis',
    tag: '7.2-bookworm',
    digest: 'sha256:e51cbc16f94b2426e80b9516db174a07d55e882217a1ec1d729b137b32e24e42',
    local: 'redis',
  },
  ports: {redis: 6379},
  volumes: [{name: 'data', path: '/data'}],
  tmpfs: {'/tmp': 'size=16m,mode=1777'},
  secrets: [{name: 'admin'}, {name: 'app'}, {name: 'session'}, {name: 'readonly'}, {name: 'monitor'}, {name: 'backup'}],
  files: [
    {
      name: 'redis.conf',
      text: `port 0
tls-port 6379
tls-cert-file /run/tls/tls.crt
tls-key-file /run/tls/tls.key
tls-ca-cert-file /run/tls/ca.crt
tls-auth-clients no
tls-protocols "TLSv1.2 TLSv1.3"
aclfile /run/config/users.acl
dir /data
appendonly yes
appendfsync {{setting.fsync}}
maxmemory {{memoryMiB.0.6}}mb
maxmemory-policy {{setting.eviction}}
protected-mode no
`,
    },
    {
      name: 'users.acl',
      text: users.map((user) => `user ${user}\n`).join(''),
    },
  ],
  env: {},
  command: ['redis-server', '/run/config/redis.conf'],
  user: '999:999',
  tls: {certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt'},
  roles: [
    {name: 'app', may: 'read and write every key, no administration'},
    {name: 'session', may: 'read and write keys below session:'},
    {name: 'readonly', may: 'read every key'},
    {name: 'monitor', may: 'read statistics, no key'},
    {name: 'backup', may: 'take a dump (SYNC, BGSAVE)'},
  ],
  health: {
    command: [
      'CMD-SHELL',
      'redis-cli --tls --cacert /run/tls/ca.crt --user health --pass none --no-auth-warning ping | grep -q PONG',
    ],
    interval: '2s',
    timeout: '10s',
    retries: 10,
    startPeriod: '1m0s',
    startTimeoutSeconds: 300,
  },
  setup: {
    // Of the two passwords of the administrator the server knows one, or both: one refusal is no fault. The certificate that it shows
    // may be of another CA, as this has it take over the new one; nobody else listens on the loopback address of the container.
    command: [
      'sh',
      '-c',
      'out=$(redis-cli --tls --insecure) && ! echo "$out" | grep -v -e "^OK$" -e "^PONG$" -e "^WRONGPASS " -e "^$" >&2 && test "$(echo "$out" | grep -c "^WRONGPASS ")" -lt 2 && test "$(echo "$out" | tail -n 1)" = PONG',
    ],
    // Not ACL LOAD: before Redis 7.4 it ends every client's connection.
    input: `AUTH admin {{previous.admin}}
AUTH admin {{secret.admin}}
${users.map(resetting).join('\n')}
CONFIG SET maxmemory {{memoryMiB.0.6}}mb maxmemory-policy {{setting.eviction}} appendfsync {{setting.fsync}}
CONFIG SET tls-cert-file /run/tls/tls.crt tls-key-file /run/tls/tls.key tls-ca-cert-file /run/tls/ca.crt
PING
`,
  },
  onChange: 'setup',
  probe: 'redis',
  connection: {
    port: 'redis',
    username: '{{role}}',
    database: '0',
    // redis-py reads the CA from the URI (redis.readthedocs.io, "from_url"); ioredis, node-redis and redis-cli pass over it.
    uri: 'rediss://{{username}}:{{password}}@{{host}}:{{port}}/{{database}}?ssl_ca_certs={{ca}}',
    env: {
      REDIS_URL: '{{uri}}',
      KAILASH_REDIS_URL: '{{uri}}',
      REDIS_CA_FILE: '{{ca}}',
      NODE_EXTRA_CA_CERTS: '{{ca}}',
    },
  },
  limits: {
    small: {memoryMiB: 256, cpus: 0.5},
    medium: {memoryMiB: 1024, cpus: 1},
    large: {memoryMiB: 4096, cpus: 2},
  },
  graceSeconds: 30,
  needs: [],
  settings: z.strictObject({
    fsync: z
      .enum(['everysec', 'always'])
      .default('everysec')
      .describe('when writes reach the disk: everysec may lose the last second to a crash, always is slower'),
    eviction: z
      .enum(['noeviction', 'volatile-lru', 'allkeys-lru'])
      .default('noeviction')
      .describe('what happens when memory is full; anything but noeviction can evict sessions'),
  }),
});
