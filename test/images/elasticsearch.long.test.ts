import {describeContract} from './contract';

const url = 'http://127.0.0.1:9200';

describeContract({
  folder: 'elasticsearch',
  imageUser: '1000:0',
  user: '1000:0',
  ports: [9200, 9300],
  volumes: [],
  entrypoint: ['tini', '--', '/usr/local/bin/docker-entrypoint.sh'],
  tmpfs: {'/tmp': 'size=128m,mode=1777,exec', '/usr/share/elasticsearch/logs': 'size=64m,mode=1777'},
  data: '/usr/share/elasticsearch/data',
  env: {
    'cluster.name': 'contract',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'node.store.allow_mmap': 'false',
    ES_JAVA_OPTS: '-Xms400m -Xmx400m',
  },
  answers: `curl -fsS -o /dev/null '${url}/_cluster/health?local=true'`,
  keeps: {
    write: `curl -fsS -X PUT -H 'Content-Type: application/json' '${url}/kept/_doc/1?refresh=true' -d '{"n": 42, "text": "forty two"}'`,
    read: `for i in $(seq 60); do curl -fsS '${url}/kept/_search?q=text:forty' | grep -q '"n":[ ]*42' && exit 0; sleep 1; done; exit 1`,
  },
  stopsWith: [0, 143],
  startSeconds: 240,
  graceSeconds: 120,
});
