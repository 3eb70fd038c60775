import {describeContract} from './contract';

describeContract({
  folder: 'postgres',
  imageUser: '',
  user: '999:999',
  ports: [5432],
  volumes: ['/var/lib/postgresql/data'],
  stopSignal: 'SIGINT',
  entrypoint: ['docker-entrypoint.sh'],
  tmpfs: {'/tmp': 'size=64m,mode=1777', '/var/run/postgresql': 'size=1m,mode=3777'},
  data: '/var/lib/postgresql/data',
  files: {password: 'SECRET', pgpass: '*:*:*:postgres:SECRET'},
  env: {
    POSTGRES_PASSWORD_FILE: '/run/config/password',
    POSTGRES_DB: 'contract',
    POSTGRES_INITDB_ARGS: '--data-checksums --auth-local=scram-sha-256 --auth-host=scram-sha-256',
  },
  // Packages of PostgreSQL are built with and without lz4.
  command: ['postgres', '-c', 'wal_compression=lz4'],
  answers:
    'pg_isready -q -h 127.0.0.1 -U postgres && test "$(PGPASSWORD=$(cat /run/config/password) psql -h 127.0.0.1 -U postgres -d contract -tAc "SHOW data_checksums")" = on',
  refuses: {
    command: 'PGPASSWORD=wrong psql -h 127.0.0.1 -U postgres -d contract -c "SELECT 1"',
    says: /password authentication failed/,
  },
  keeps: {
    write:
      'PGPASSWORD=$(cat /run/config/password) psql -h 127.0.0.1 -U postgres -d contract -c "CREATE TABLE kept AS SELECT 42 AS n"',
    read: 'test "$(PGPASSWORD=$(cat /run/config/password) psql -h 127.0.0.1 -U postgres -d contract -tAc "SELECT n FROM kept")" = 42',
  },
  stopsWith: [0],
  startSeconds: 120,
  graceSeconds: 60,
});

describeContract({
  folder: 'redis',
  imageUser: '',
  user: '999:999',
  ports: [6379],
  volumes: ['/data'],
  entrypoint: ['docker-entrypoint.sh'],
  tmpfs: {'/tmp': 'size=16m,mode=1777'},
  data: '/data',
  files: {
    'redis.conf': 'aclfile /run/config/users.acl\nappendonly yes\n',
    'users.acl': 'user default on >SECRET ~* &* +@all\n',
    password: 'SECRET',
  },
  command: ['redis-server', '/run/config/redis.conf'],
  answers: 'test "$(REDISCLI_AUTH=$(cat /run/config/password) redis-cli ping)" = PONG',
  refuses: {command: 'redis-cli -e ping', says: /NOAUTH/},
  keeps: {
    write: 'REDISCLI_AUTH=$(cat /run/config/password) redis-cli -e set kept 42',
    read: 'test "$(REDISCLI_AUTH=$(cat /run/config/password) redis-cli get kept)" = 42',
  },
  stopsWith: [0],
  startSeconds: 60,
  graceSeconds: 30,
});

describeContract({
  folder: 'haproxy',
  imageUser: 'haproxy',
  user: '99:99',
  ports: [],
  volumes: [],
  stopSignal: 'SIGUSR1',
  entrypoint: ['docker-entrypoint.sh'],
  tmpfs: {'/tmp': 'size=16m,mode=1777'},
  files: {
    'haproxy.cfg':
      'defaults\n  mode http\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\nfrontend health\n  bind 127.0.0.1:8404\n  monitor-uri /health\n',
  },
  command: ['-f', '/run/config/haproxy.cfg'],
  answers:
    "bash -c \"exec 3<>/dev/tcp/127.0.0.1/8404 && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ \\$line == *' 200 '* ]]\"",
  stopsWith: [0],
  startSeconds: 60,
  graceSeconds: 30,
});
