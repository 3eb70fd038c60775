import {z} from 'zod';
import {defineService} from '../core/definition';
import {elasticsearchNode} from './elasticsearch-node';

/**
 * The way to Elasticsearch: TLS and passwords at HAProxy, the node behind it on a network that nobody else joins.
 * The node itself has neither, from whichever image: x-pack is in no package registry, and off in the official one.
 */
export const elasticsearch = defineService({
  name: 'elasticsearch',
  purpose: 'search: full text and vectors over the Elasticsearch API',
  image: {repository: 'docker.io/library/haproxy', tag: '2.8-bookworm', local: 'haproxy'},
  ports: {https: 9200},
  volumes: [],
  tmpfs: {'/tmp': 'size=16m,mode=1777'},
  secrets: [{name: 'app'}, {name: 'readonly'}, {name: 'monitor'}, {name: 'backup'}],
  files: [
    {
      name: 'haproxy.cfg',
      text: `global
  maxconn 512
  log stdout format raw local0 notice
  ssl-default-bind-options ssl-min-ver TLSv1.2

defaults
  mode http
  log global
  timeout connect 5s
  timeout client 5m
  timeout server 5m
  timeout http-request 10s

resolvers engine
  nameserver dns 127.0.0.11:53
  accepted_payload_size 8192
  hold valid 1s
  hold nx 1s
  hold obsolete 0s

userlist roles
  group readers users readonly,backup
  group watchers users monitor
  user app insecure-password {{secret.app}}
  user readonly insecure-password {{secret.readonly}}
  user monitor insecure-password {{secret.monitor}}
  user backup insecure-password {{secret.backup}}

frontend https
  bind :9200 ssl crt /run/tls/tls.crt
  acl reading method GET HEAD
  acl asking method POST
  acl ending method DELETE
  acl searching path_reg ^(/[^/]+)?/_(search|msearch|count|mget|field_caps|analyze|pit)$
  acl paging path /_search/scroll /_pit
  acl statistics path_reg ^/(_(cluster|nodes|cat|stats)(/.*)?)?$
  acl administration path_reg ^/_(cluster|nodes|snapshot|remote|ingest|scripts|tasks|dangling)(/.*)?$
  http-request auth realm elasticsearch unless { http_auth(roles) }
  http-request deny deny_status 403 if { http_auth_group(roles) watchers } !reading
  http-request deny deny_status 403 if { http_auth_group(roles) watchers } !statistics
  http-request deny deny_status 403 if { http_auth_group(roles) readers } !reading !asking !ending
  http-request deny deny_status 403 if { http_auth_group(roles) readers } asking !searching !paging
  http-request deny deny_status 403 if { http_auth_group(roles) readers } ending !paging
  http-request deny deny_status 403 if administration !reading
  # What clients call ping: the node that is built here answers no request for /, and all with HEAD for indices.
  http-request set-path /.no-index-* if { method HEAD } { path / }
  http-request del-header Authorization
  default_backend node

frontend health
  bind 127.0.0.1:8404
  monitor-uri /health
  monitor fail if { nbsrv(node) lt 1 }

backend node
  option httpchk GET /_cluster/health?local=true
  server node elasticsearch-node:9200 check inter 2s fall 3 rise 1 resolvers engine init-addr none
`,
    },
  ],
  env: {},
  command: ['haproxy', '-W', '-db', '-f', '/run/config/haproxy.cfg'],
  user: '99:99',
  // HAProxy looks for the key under the certificate's name (docs.haproxy.org, `ssl-load-extra-files`).
  tls: {certificate: 'tls.crt', key: 'tls.crt.key', ca: 'ca.crt'},
  roles: [
    {name: 'app', may: 'read and write every index, no administration'},
    {name: 'readonly', may: 'read and search every index'},
    {name: 'monitor', may: 'read statistics, no document'},
    {name: 'backup', may: 'read every index (search, scroll)'},
  ],
  rolesNote: 'passwords are checked by a front of its own',
  health: {
    command: [
      'CMD',
      'bash',
      '-c',
      "exec 3<>/dev/tcp/127.0.0.1/8404 && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]",
    ],
    interval: '2s',
    timeout: '10s',
    retries: 10,
    startPeriod: '1m0s',
    startTimeoutSeconds: 300,
  },
  onChange: 'replace',
  probe: 'elasticsearch',
  connection: {
    port: 'https',
    username: '{{role}}',
    uri: 'https://{{username}}:{{password}}@{{host}}:{{port}}',
    env: {ELASTICSEARCH_URL: '{{uri}}', ELASTICSEARCH_CA_FILE: '{{ca}}', NODE_EXTRA_CA_CERTS: '{{ca}}'},
  },
  limits: {
    small: {memoryMiB: 128, cpus: 0.5},
    medium: {memoryMiB: 256, cpus: 1},
    large: {memoryMiB: 512, cpus: 2},
  },
  graceSeconds: 5,
  stopSignal: 'SIGTERM',
  needs: [],
  companions: [elasticsearchNode],
  settings: z.strictObject({}),
});
