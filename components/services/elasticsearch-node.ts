import {z} from 'zod';
import {defineService} from '../core/definition';

/** Elasticsearch itself, in plain text: only `elasticsearch`, its front with TLS and passwords, may join its network. */
export const elasticsearchNode = defineService({
  name: 'elasticsearch-node',
  purpose: 'indexes and searches for elasticsearch, its front',
  image: {repository: 'docker.elastic.co/elasticsearch/elasticsearch', tag: '8.10.4', local: 'elasticsearch'},
  ports: {http: 9200},
  volumes: [{name: 'data', path: '/usr/share/elasticsearch/data'}],
  tmpfs: {'/tmp': 'size=128m,mode=1777,exec', '/usr/share/elasticsearch/logs': 'size=64m,mode=1777'},
  secrets: [],
  files: [],
  env: {
    'cluster.name': {literal: 'kailash'},
    'discovery.type': {literal: 'single-node'},
    'network.host': {literal: '0.0.0.0'},
    // Else the host's vm.max_map_count would have to be raised (elastic.co/guide, "Virtual memory").
    'node.store.allow_mmap': {literal: 'false'},
    'xpack.security.enabled': {literal: 'false'},
    // The image's own init runs below the engine's (github.com/krallin/tini, "Subreaping").
    TINI_SUBREAPER: {literal: '1'},
  },
  user: '1000:0',
  roles: [],
  rolesNote: 'asked by its front only',
  health: {
    command: ['CMD', 'curl', '-fsS', '-o', '/dev/null', 'http://127.0.0.1:9200/_cluster/health?local=true'],
    interval: '3s',
    timeout: '10s',
    retries: 10,
    startPeriod: '3m0s',
    startTimeoutSeconds: 600,
  },
  onChange: 'replace',
  limits: {
    small: {memoryMiB: 1024, cpus: 1},
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
        reason:
          'JNA unpacks native code in /tmp and runs it (elastic.co/guide, Ensure JNA temporary directory permits executables)',
        owner: 'platform-team',
        until: '2027-11-30',
      },
    ],
  },
});
