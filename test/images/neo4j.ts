import type {Contract} from './contract';

/** One query with the password of the contract, in a shell. */
const query = (cypher: string, password = '"$(cut -d/ -f2 /run/config/auth)"') =>
  `JAVA_OPTS=-Duser.home=/tmp NEO4J_PASSWORD=${password} cypher-shell -a bolt+ssc://localhost:7687 -u neo4j --format plain "${cypher}" 2>&1`;

/** What every Neo4j image promises; `plugins` is a query that only works with them, `more` are variables that not all know. */
export const neo4jContract = (folder: string, plugins: string, more: Record<string, string> = {}): Contract => ({
  folder,
  imageUser: '',
  user: '7474:7474',
  ports: [7473, 7474, 7687],
  volumes: ['/data', '/logs'],
  entrypoint: ['tini', '-g', '--', '/startup/docker-entrypoint.sh'],
  tmpfs: {'/tmp': 'size=128m,mode=1777,exec'},
  data: '/data',
  tls: true,
  files: {auth: 'neo4j/SECRET'},
  env: {
    NEO4J_AUTH_FILE: '/run/config/auth',
    NEO4J_server_memory_heap_initial__size: '400m',
    NEO4J_server_memory_heap_max__size: '400m',
    NEO4J_server_memory_pagecache_size: '128m',
    NEO4J_server_http_enabled: 'false',
    NEO4J_server_https_enabled: 'true',
    NEO4J_dbms_ssl_policy_https_enabled: 'true',
    NEO4J_dbms_ssl_policy_https_base__directory: '/run/tls',
    NEO4J_dbms_ssl_policy_https_private__key: 'tls.key',
    NEO4J_dbms_ssl_policy_https_public__certificate: 'tls.crt',
    NEO4J_dbms_ssl_policy_https_client__auth: 'NONE',
    NEO4J_server_bolt_tls__level: 'REQUIRED',
    NEO4J_dbms_ssl_policy_bolt_enabled: 'true',
    NEO4J_dbms_ssl_policy_bolt_base__directory: '/run/tls',
    NEO4J_dbms_ssl_policy_bolt_private__key: 'tls.key',
    NEO4J_dbms_ssl_policy_bolt_public__certificate: 'tls.crt',
    NEO4J_dbms_ssl_policy_bolt_client__auth: 'NONE',
    NEO4J_dbms_security_procedures_allowlist: 'apoc.*,gds.*',
    ...more,
  },
  answers: `wget -q --ca-certificate=/run/tls/ca.crt -O /dev/null https://localhost:7473/ && ${query(plugins)}`,
  refuses: {command: query('RETURN 1', 'wrong-password'), says: /unauthorized|authentication/i},
  keeps: {
    write: query('CREATE (:Kept {n: 42})'),
    read: `${query('MATCH (k:Kept) RETURN k.n')} | grep -qx 42`,
  },
  stopsWith: [0, 143],
  startSeconds: 240,
  graceSeconds: 120,
});
