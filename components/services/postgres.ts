import {z} from 'zod';
import {defineService} from '../core/definition';

/** PostgreSQL 15. Roles are made by `setup`, so that a role added later reaches an existing database too. */
export const postgres = defineService({
  name: 'postgres',
  purpose: 'relational data: models, workflows, audit',
  image: {
    repository: 'docker.io/library/postgres',
    tag: '15.19-bookworm',
    digest: 'sha256:539ceaaae49b3a7c8a04467cf00cc6788d8e3f1675df41860d86eebc4c40524f',
    local: 'postgres',
  },
  ports: {sql: 5432},
  volumes: [{name: 'data', path: '/var/lib/postgresql/data'}],
  tmpfs: {'/tmp': 'size=64m,mode=1777', '/var/run/postgresql': 'size=1m,mode=3777'},
  secrets: [{name: 'postgres'}, {name: 'app'}, {name: 'readonly'}, {name: 'monitor'}, {name: 'backup'}],
  files: [
    {
      name: 'pg_hba.conf',
      text: `local     all          postgres            peer
local     all          all                 scram-sha-256
hostssl   all          postgres  all         reject
hostssl   all          all  all            scram-sha-256
hostssl   replication  backup  all         scram-sha-256
hostnossl all          all  all            reject
`,
    },
  ],
  env: {
    POSTGRES_PASSWORD_FILE: {secretFile: 'postgres'},
    POSTGRES_DB: {literal: 'kailash'},
    POSTGRES_INITDB_ARGS: {literal: '--data-checksums --auth-local=scram-sha-256 --auth-host=scram-sha-256'},
  },
  command: [
    'postgres',
    ...[
      'hba_file=/run/config/pg_hba.conf',
      'ssl=on',
      'ssl_cert_file=/run/tls/tls.crt',
      'ssl_key_file=/run/tls/tls.key',
      'ssl_min_protocol_version=TLSv1.2',
      'shared_buffers={{memoryMiB.0.25}}MB',
      'max_connections={{setting.maxConnections}}',
      'log_connections=on',
      'log_disconnections=on',
      // Half as many bytes to write and to encrypt at each commit.
      'wal_compression=lz4',
    ].flatMap((setting) => ['-c', setting]),
  ],
  user: '999:999',
  tls: {certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt'},
  roles: [
    {name: 'app', may: 'read, write and make tables'},
    {name: 'readonly', may: 'read every table of the application'},
    {name: 'monitor', may: 'read statistics (pg_monitor)'},
    {name: 'backup', may: 'read everything and stream the log'},
  ],
  health: {
    command: ['CMD', 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'app', '-d', 'kailash'],
    interval: '2s',
    timeout: '10s',
    retries: 10,
    startPeriod: '1m0s',
    startTimeoutSeconds: 300,
  },
  setup: {
    command: ['psql', '-X', '-q', '-U', 'postgres', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=terse'],
    // A first start that was cut off leaves a server without the database.
    input: `SELECT format('CREATE DATABASE %I', d) FROM (VALUES ('kailash')) v(d)
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = d) \\gexec
\\connect "kailash"
SET client_min_messages = warning;
SELECT pg_advisory_lock(hashtext('kailash-platform setup'));
SELECT format('CREATE ROLE %I', r) FROM unnest(ARRAY['app', 'readonly', 'monitor', 'backup']) r
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) \\gexec
BEGIN;
ALTER ROLE app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{{scram.app}}';
ALTER ROLE readonly LOGIN NOSUPERUSER PASSWORD '{{scram.readonly}}';
ALTER ROLE monitor LOGIN NOSUPERUSER PASSWORD '{{scram.monitor}}';
ALTER ROLE backup LOGIN NOSUPERUSER REPLICATION PASSWORD '{{scram.backup}}';
ALTER ROLE postgres PASSWORD '{{scram.postgres}}';
REVOKE ALL ON DATABASE "kailash", postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE postgres, template1 TO monitor, backup;
GRANT CONNECT ON DATABASE "kailash" TO app, readonly, monitor, backup;
GRANT CREATE, TEMPORARY ON DATABASE "kailash" TO app;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO app;
GRANT USAGE ON SCHEMA public TO readonly;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO readonly;
ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON SEQUENCES TO readonly;
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) TO app;
GRANT pg_monitor TO monitor;
GRANT pg_read_all_data TO backup;
COMMIT;
SELECT pg_reload_conf() \\g /dev/null
`,
  },
  onChange: 'setup',
  probe: 'postgres',
  connection: {
    port: 'sql',
    username: '{{role}}',
    database: 'kailash',
    uri: 'postgresql://{{username}}:{{password}}@{{host}}:{{port}}/{{database}}?sslmode=verify-full&sslrootcert={{ca}}',
    env: {
      DATABASE_URL: '{{uri}}',
      KAILASH_DATABASE_URL: '{{uri}}',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '{{ca}}',
    },
  },
  limits: {
    small: {memoryMiB: 512, cpus: 1},
    medium: {memoryMiB: 2048, cpus: 2},
    large: {memoryMiB: 8192, cpus: 4},
  },
  shmMiB: 128,
  graceSeconds: 60,
  needs: [],
  settings: z.strictObject({
    maxConnections: z.int().min(20).max(1000).default(200).describe('connections at once, all roles together'),
  }),
});
