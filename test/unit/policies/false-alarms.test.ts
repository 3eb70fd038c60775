import {describe, expect, it} from 'vitest';
import {rules} from '../../../policies/all';
import {compliant} from './fixtures';
import {judge} from './harness';

/** What the documentation of images tells people to write, where it holds no secret. */
const examples: Readonly<Record<string, Record<string, unknown>>> = {
  'postgres, with a password file': {
    envs: ['POSTGRES_PASSWORD_FILE=/run/secrets/postgres-passwd', 'POSTGRES_HOST_AUTH_METHOD=scram-sha-256'],
    command: ['-c', 'shared_buffers=256MB', '-c', 'max_connections=200'],
  },
  'postgres, initialised with arguments': {
    envs: ['POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256 --data-checksums', 'PGDATA=/var/lib/postgresql/data/pgdata'],
  },
  'mysql, with password files': {
    envs: ['MYSQL_ROOT_PASSWORD_FILE=/run/secrets/mysql-root', 'MYSQL_RANDOM_ROOT_PASSWORD=yes', 'MYSQL_USER=app'],
    command: ['--character-set-server=utf8mb4', '--default-authentication-plugin=caching_sha2_password'],
  },
  'mariadb, without a password': {envs: ['MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1', 'MARIADB_AUTO_UPGRADE=1']},
  'redis, with a file of users': {
    command: ['redis-server', '/run/config/redis.conf', '--aclfile', '/run/config/users.acl'],
  },
  'neo4j, without authentication': {envs: ['NEO4J_AUTH=none', 'NEO4J_PLUGINS=["apoc"]']},
  'neo4j, with a file': {envs: ['NEO4J_AUTH_FILE=/run/secrets/neo4j', 'NEO4J_dbms_ssl_policy_bolt_enabled=true']},
  'elasticsearch, secured': {
    envs: ['discovery.type=single-node', 'xpack.security.enabled=true', 'ELASTIC_PASSWORD_FILE=/run/secrets/elastic'],
  },
  'elasticsearch, with tokens and keys switched': {
    envs: ['xpack.security.authc.token.enabled=true', 'xpack.security.authc.api_key.enabled=true'],
  },
  'minio, with files': {
    envs: ['MINIO_ROOT_USER_FILE=/run/secrets/user', 'MINIO_ROOT_PASSWORD_FILE=/run/secrets/password'],
    command: ['server', '/data', '--console-address', ':9001'],
  },
  'grafana, with a file': {
    envs: ['GF_SECURITY_ADMIN_PASSWORD__FILE=/run/secrets/admin', 'GF_AUTH_ANONYMOUS_ENABLED=false'],
  },
  'prometheus, with its configuration': {
    command: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.retention.time=15d'],
  },
  'rabbitmq, with a health check': {healthcheck: {tests: ['CMD', 'rabbitmq-diagnostics', '-q', 'ping']}},
  'traefik, with its provider': {command: ['--entrypoints.web.address=:8080', '--ping=true']},
  'a web application': {
    envs: [
      'SESSION_TOKEN_TTL=3600',
      'PASSWORD_RESET_TIMEOUT=15m',
      'DATABASE_URL=postgresql://app@db:5432/app',
      'KEYBOARD=de',
    ],
    healthcheck: {tests: ['CMD-SHELL', 'curl -fsS http://127.0.0.1:8080/health || exit 1']},
  },
};

describe('What the documentation of images tells people to write', () => {
  it.each(Object.entries(examples))('raises no alarm: %s', (_, change) => {
    const declared = {
      type: compliant.container.type,
      name: 'subject',
      inputs: {...compliant.container.inputs, ...change},
    };
    expect(rules.flatMap((rule) => judge(rule, declared).messages)).toEqual([]);
  });
});
