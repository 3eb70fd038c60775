import {z} from 'zod';
import {defineService} from '../core/definition';

const repository = 'docker.io/library/neo4j';

/**
 * Neo4j Community with APOC Core and the Graph Data Science library, both in the image. The official one has neither where the
 * server looks for plugins, and would fetch them at each start: without a digest, `images: auto` builds ours.
 */
export const neo4j = defineService({
  name: 'neo4j',
  purpose: 'graphs: relations, paths, rankings',
  image: {repository, tag: '5.26.28-community', local: 'neo4j-5.26'},
  versions: {
    '5.26': {repository, tag: '5.26.28-community', local: 'neo4j-5.26'},
    '5.13': {
      repository,
      tag: '5.13.0-community',
      local: 'neo4j-5.13',
      unknown: ['NEO4J_dbms_usage__report_enabled'],
    },
  },
  ports: {bolt: 7687},
  volumes: [
    {name: 'data', path: '/data'},
    {name: 'logs', path: '/logs'},
  ],
  tmpfs: {'/tmp': 'size=128m,mode=1777,exec'},
  secrets: [{name: 'neo4j'}, {name: 'app'}],
  files: [{name: 'auth', text: 'neo4j/{{secret.neo4j}}'}],
  env: {
    NEO4J_AUTH_FILE: {literal: '/run/config/auth'},
    NEO4J_server_memory_heap_initial__size: {template: '{{memoryMiB.0.4}}m'},
    NEO4J_server_memory_heap_max__size: {template: '{{memoryMiB.0.4}}m'},
    NEO4J_server_memory_pagecache_size: {template: '{{memoryMiB.0.2}}m'},
    NEO4J_server_http_enabled: {literal: 'false'},
    NEO4J_server_bolt_tls__level: {literal: 'REQUIRED'},
    NEO4J_dbms_ssl_policy_bolt_enabled: {literal: 'true'},
    NEO4J_dbms_ssl_policy_bolt_base__directory: {literal: '/run/tls'},
    NEO4J_dbms_ssl_policy_bolt_private__key: {literal: 'tls.key'},
    NEO4J_dbms_ssl_policy_bolt_public__certificate: {literal: 'tls.crt'},
    NEO4J_dbms_ssl_policy_bolt_client__auth: {literal: 'NONE'},
    NEO4J_dbms_ssl_policy_bolt_tls__versions: {literal: 'TLSv1.3,TLSv1.2'},
    NEO4J_dbms_security_procedures_allowlist: {literal: 'apoc.*,gds.*'},
    NEO4J_dbms_security_procedures_unrestricted: {literal: 'gds.*'},
    NEO4J_dbms_usage__report_enabled: {literal: 'false'},
    // The image's own init runs below the engine's (github.com/krallin/tini, "Subreaping").
    TINI_SUBREAPER: {literal: '1'},
  },
  user: '7474:7474',
  tls: {certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt'},
  roles: [{name: 'app', may: 'everything'}],
  rolesNote: 'the Community edition has users but no roles',
  health: {
    command: ['CMD', 'bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/7687'],
    interval: '3s',
    timeout: '10s',
    retries: 10,
    startPeriod: '3m0s',
    startTimeoutSeconds: 600,
  },
  setup: {
    // cypher-shell takes a password from its arguments, its terminal or its environment. Arguments that the JVM reads from a file
    // (docs.oracle.com, "java Command-Line Argument Files") are in no process list; this file is a pipe. The class path has the
    // places of the official image and of the one built here; that of 5.13 makes a file in its user's home at once.
    // Of the two passwords of the administrator the server knows one, mostly the new one: each start of a JVM takes seconds, half of
    // that without the second compiler.
    command: [
      'sh',
      '-c',
      `read -r old && read -r new && script=$(cat)
ask() {
  java -Duser.home=/tmp -XX:-UsePerfData -XX:TieredStopAtLevel=1 -cp '/var/lib/neo4j/cypher-shell/*:/var/lib/neo4j/bin/tools/*' @/dev/fd/3 3<<END
org.neo4j.shell.Main -a bolt+ssc://localhost:7687 -u neo4j -p $1 -d system --fail-fast --non-interactive
END
}
printf '%s\\n' "$script" | ask "$new" 2>/dev/null || {
  printf "ALTER CURRENT USER SET PASSWORD FROM '%s' TO '%s';" "$old" "$new" | ask "$old" &&
    printf '%s\\n' "$script" | ask "$new"
}`,
    ],
    input: `{{previous.neo4j}}
{{secret.neo4j}}
CREATE OR REPLACE USER app SET PASSWORD '{{secret.app}}' CHANGE NOT REQUIRED;
`,
  },
  reset: {
    env: {
      NEO4J_dbms_security_auth__enabled: 'false',
      NEO4J_server_bolt_tls__level: 'DISABLED',
      NEO4J_dbms_ssl_policy_bolt_enabled: 'false',
      NEO4J_server_http_enabled: 'false',
    },
    command: [
      'sh',
      '-c',
      `JAVA_OPTS=-Duser.home=/tmp exec cypher-shell -a bolt://localhost:7687 -d system --fail-fast --non-interactive`,
    ],
    input: `CREATE OR REPLACE USER neo4j SET PASSWORD '{{secret.neo4j}}' CHANGE NOT REQUIRED;
`,
  },
  onChange: 'replace',
  probe: 'bolt',
  connection: {
    port: 'bolt',
    username: '{{role}}',
    database: 'neo4j',
    uri: 'bolt+s://{{host}}:{{port}}',
    env: {
      NEO4J_URI: '{{uri}}',
      NEO4J_USERNAME: '{{username}}',
      NEO4J_PASSWORD: '{{password}}',
      NEO4J_DATABASE: '{{database}}',
      NEO4J_CA_FILE: '{{ca}}',
      NODE_EXTRA_CA_CERTS: '{{ca}}',
    },
  },
  limits: {
    small: {memoryMiB: 1536, cpus: 1},
    medium: {memoryMiB: 4096, cpus: 2},
    large: {memoryMiB: 16384, cpus: 4},
  },
  graceSeconds: 120,
  needs: [],
  settings: z.strictObject({}),
  relax: {
    exceptions: [
      {
        policy: 'forbid-executable-tmpfs',
        reason: 'Netty unpacks native code in /tmp and runs it (neo4j.com/docs/operations-manual/5, File locations)',
        owner: 'platform-team',
        until: '2027-11-30',
      },
    ],
  },
});
