import {z} from 'zod';
import {defineService} from '../core/definition';

const bucket = 'kailash';

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const policy = (...statements: readonly Statement[]) =>
  `${JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({Effect: 'Allow', ...statement})),
  })}\n`;

/** These actions on the objects of the bucket, and a list of them. */
const inBucket = (...actions: readonly string[]) =>
  policy(
    {Action: ['s3:GetBucketLocation', 's3:ListBucket'], Resource: [`arn:aws:s3:::${bucket}`]},
    {Action: actions, Resource: [`arn:aws:s3:::${bucket}/*`]},
  );

const everywhere = ['arn:aws:s3:::*'];

/** MinIO: objects in one bucket, which its users can't leave. */
export const minio = defineService({
  name: 'minio',
  purpose: 'objects: files and artefacts over the S3 API',
  image: {
    repository: 'quay.io/minio/minio',
    tag: 'RELEASE.2025-09-07T16-13-09Z',
    digest: 'sha256:14cea493d9a34af32f524e538b8346cf79f3321eff8e708c1e2960462bd8936e',
    local: 'minio',
    exceptions: [
      {
        policy: 'forbid-end-of-life-image',
        reason: 'the makers archived MinIO in April 2026 and this is its last image, another S3 server is to be found',
        owner: 'platform-team',
        until: '2027-05-31',
      },
    ],
  },
  ports: {s3: 9000},
  volumes: [{name: 'data', path: '/data'}],
  tmpfs: {'/tmp': 'size=64m,mode=1777'},
  secrets: [{name: 'admin'}, {name: 'app'}, {name: 'readonly'}, {name: 'monitor'}, {name: 'backup'}],
  files: [
    // An absolute path and nothing else: MinIO ignores a file that it does not find, and is open to minioadmin then.
    {name: 'minio.env', text: 'MINIO_ROOT_USER=admin\nMINIO_ROOT_PASSWORD={{secret.admin}}\n'},
    {
      name: 'app.json',
      text: inBucket(
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ),
    },
    {name: 'readonly.json', text: inBucket('s3:GetObject')},
    {
      name: 'monitor.json',
      text: policy({Action: ['admin:Prometheus', 'admin:ServerInfo', 'admin:StorageInfo'], Resource: everywhere}),
    },
    {
      name: 'backup.json',
      text: policy({
        Action: [
          's3:GetBucketLocation',
          's3:GetObject',
          's3:GetObjectVersion',
          's3:ListAllMyBuckets',
          's3:ListBucket',
          's3:ListBucketVersions',
        ],
        Resource: everywhere,
      }),
    },
  ],
  env: {
    HOME: {literal: '/tmp'},
    MC_CONFIG_DIR: {literal: '/tmp/.mc'},
    MINIO_BROWSER: {literal: 'off'},
    MINIO_CONFIG_ENV_FILE: {literal: '/run/config/minio.env'},
    MINIO_UPDATE: {literal: 'off'},
  },
  command: ['minio', 'server', '/data', '--certs-dir=/run/tls', '--address=:9000', '--quiet'],
  user: '1000:1000',
  tls: {certificate: 'public.crt', key: 'private.key', ca: 'ca.crt'},
  roles: [
    {name: 'app', may: `read, write and delete objects in the bucket "${bucket}"`},
    {name: 'readonly', may: `read objects in the bucket "${bucket}"`},
    {name: 'monitor', may: 'read statistics, no object'},
    {name: 'backup', may: 'read every object of every bucket'},
  ],
  health: {
    command: ['CMD', 'curl', '-fsS', '--cacert', '/run/tls/ca.crt', 'https://localhost:9000/minio/health/ready'],
    interval: '2s',
    timeout: '10s',
    retries: 10,
    startPeriod: '1m0s',
    startTimeoutSeconds: 300,
  },
  setup: {
    command: [
      'sh',
      '-c',
      `set -eu
export MC_CONFIG_DIR=/tmp/.mc-setup
trap 'rm -rf "$MC_CONFIG_DIR"' EXIT
mkdir -p "$MC_CONFIG_DIR/certs/CAs"
cat /run/tls/ca.crt > "$MC_CONFIG_DIR/certs/CAs/ca.crt"
read -r admin
printf 'admin\\n%s\\n' "$admin" | mc -q alias set local https://localhost:9000 > /dev/null
mc -q mb --ignore-existing local/${bucket} > /dev/null
for role in app readonly monitor backup; do
  read -r password
  mc -q admin policy create local "kailash-$role" "/run/config/$role.json" > /dev/null
  printf '%s\\n%s\\n' "$role" "$password" | mc -q admin user add local > /dev/null
  mc -q admin policy entities local --user "$role" | grep -q "kailash-$role" ||
    mc -q admin policy attach local "kailash-$role" --user "$role" > /dev/null
done`,
    ],
    input: ['admin', 'app', 'readonly', 'monitor', 'backup'].map((secret) => `{{secret.${secret}}}\n`).join(''),
  },
  onChange: 'replace',
  probe: 's3',
  connection: {
    port: 's3',
    username: '{{role}}',
    database: bucket,
    uri: 'https://{{host}}:{{port}}/{{database}}',
    env: {
      AWS_ACCESS_KEY_ID: '{{username}}',
      AWS_SECRET_ACCESS_KEY: '{{password}}',
      AWS_CA_BUNDLE: '{{ca}}',
      NODE_EXTRA_CA_CERTS: '{{ca}}',
      AWS_ENDPOINT_URL_S3: 'https://{{host}}:{{port}}',
      AWS_REGION: 'us-east-1',
      S3_BUCKET: '{{database}}',
    },
  },
  limits: {
    small: {memoryMiB: 512, cpus: 1},
    medium: {memoryMiB: 2048, cpus: 2},
    large: {memoryMiB: 8192, cpus: 4},
  },
  graceSeconds: 60,
  needs: [],
  settings: z.strictObject({}),
});
