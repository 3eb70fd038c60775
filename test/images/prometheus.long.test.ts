import {describeContract} from './contract';

describeContract({
  folder: 'prometheus',
  imageUser: 'nobody',
  user: '65534:65534',
  ports: [9090],
  volumes: ['/prometheus'],
  entrypoint: ['/bin/prometheus'],
  tmpfs: {'/tmp': 'size=16m,mode=1777'},
  data: '/prometheus',
  files: {
    'prometheus.yml':
      'scrape_configs:\n  - job_name: itself\n    scrape_interval: 1s\n    static_configs: [{targets: ["127.0.0.1:9090"]}]\n',
  },
  command: ['--config.file=/run/config/prometheus.yml', '--storage.tsdb.path=/prometheus'],
  answers: 'wget -q --spider http://127.0.0.1:9090/-/ready',
  keeps: {
    write: 'sleep 5; wget -q -O - "http://127.0.0.1:9090/api/v1/query?query=up" | grep -q itself',
    read: 'wget -q -O - "http://127.0.0.1:9090/api/v1/query?query=count_over_time(up[10m])" | grep -q itself',
  },
  stopsWith: [0],
  startSeconds: 120,
  graceSeconds: 60,
});
