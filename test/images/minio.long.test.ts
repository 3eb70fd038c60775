import {describeContract} from './contract';

/** Commands of mc with the root user's password from the file. */
const mc = (commands: string) =>
  `mkdir -p /tmp/.mc/certs/CAs && cp /run/tls/ca.crt /tmp/.mc/certs/CAs/ && . /run/config/minio.env && printf "%s\\n%s\\n" "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" | mc -q alias set local https://localhost:9000 >/dev/null && ${commands}`;

describeContract({
  folder: 'minio',
  imageUser: '',
  user: '1000:1000',
  ports: [9000],
  volumes: ['/data'],
  entrypoint: ['/usr/bin/docker-entrypoint.sh'],
  tmpfs: {'/tmp': 'size=64m,mode=1777'},
  data: '/data',
  tls: true,
  files: {'minio.env': 'MINIO_ROOT_USER=admin\nMINIO_ROOT_PASSWORD=SECRET\n'},
  env: {HOME: '/tmp', MINIO_CONFIG_ENV_FILE: '/run/config/minio.env', MINIO_BROWSER: 'off', MINIO_UPDATE: 'off'},
  command: ['server', '/data', '--certs-dir=/run/tls', '--address=:9000', '--quiet'],
  answers: 'curl -fsS --cacert /run/tls/ca.crt https://localhost:9000/minio/health/ready',
  refuses: {
    command:
      'printf "minioadmin\\nminioadmin\\n" | MC_CONFIG_DIR=/tmp/.other mc -q --insecure alias set other https://localhost:9000',
    says: /does not exist|Access Key/i,
  },
  keeps: {
    write: mc('mc -q mb --ignore-existing local/kept && echo 42 | mc -q pipe local/kept/file'),
    read: mc('test "$(mc -q cat local/kept/file)" = 42'),
  },
  stopsWith: [0],
  startSeconds: 120,
  graceSeconds: 60,
});
