import {z} from 'zod';
import {defineService} from '../core/definition';

const repository = 'docker.io/chromadb/chroma';

/** Chroma, of the lines with authentication of their own. 0.4 and 0.6 know the same token by different names. */
export const chroma = defineService({
  name: 'chroma',
  purpose: 'vectors: the nearest of embeddings that the application makes',
  image: {repository, tag: '0.4.15', local: 'chroma'},
  versions: {'0.6.3': {repository, tag: '0.6.3', local: 'chroma-0.6.3'}},
  ports: {https: 8000},
  volumes: [{name: 'data', path: '/chroma/chroma'}],
  tmpfs: {'/tmp': 'size=64m,mode=1777'},
  secrets: [{name: 'app'}],
  files: [
    {
      name: 'token',
      text: ['AUTH', 'AUTHN'].map((name) => `CHROMA_SERVER_${name}_CREDENTIALS={{secret.app}}\n`).join(''),
    },
  ],
  env: {
    ANONYMIZED_TELEMETRY: {literal: 'False'},
    CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER: {literal: 'chromadb.auth.token.TokenConfigServerAuthCredentialsProvider'},
    CHROMA_SERVER_AUTH_PROVIDER: {literal: 'chromadb.auth.token.TokenAuthServerProvider'},
    CHROMA_SERVER_AUTHN_PROVIDER: {literal: 'chromadb.auth.token_authn.TokenAuthenticationServerProvider'},
    CHROMA_AUTH_TOKEN_TRANSPORT_HEADER: {literal: 'Authorization'},
    HOME: {literal: '/tmp'},
    IS_PERSISTENT: {literal: 'TRUE'},
    PERSIST_DIRECTORY: {literal: '/chroma/chroma'},
  },
  // The image's own command installs packages from the internet at every start, and keeps SIGTERM from the server.
  command: [
    'uvicorn',
    'chromadb.app:app',
    '--workers=1',
    '--host=0.0.0.0',
    '--port=8000',
    '--env-file=/run/config/token',
    '--ssl-certfile=/run/tls/tls.crt',
    '--ssl-keyfile=/run/tls/tls.key',
    '--timeout-keep-alive=30',
  ],
  user: '1000:1000',
  tls: {certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt'},
  roles: [{name: 'app', may: 'everything'}],
  rolesNote: 'Chroma knows one token',
  health: {
    command: [
      'CMD',
      'python3',
      '-c',
      "import ssl, urllib.request as u; u.urlopen('https://localhost:8000/api/v1/heartbeat', timeout=4, context=ssl.create_default_context(cafile='/run/tls/ca.crt'))",
    ],
    interval: '3s',
    timeout: '10s',
    retries: 10,
    startPeriod: '1m0s',
    startTimeoutSeconds: 300,
  },
  onChange: 'replace',
  probe: 'chroma',
  connection: {
    port: 'https',
    uri: 'https://{{host}}:{{port}}',
    env: {CHROMA_URL: '{{uri}}', CHROMA_TOKEN: '{{password}}', CHROMA_CA_FILE: '{{ca}}', NODE_EXTRA_CA_CERTS: '{{ca}}'},
  },
  limits: {
    small: {memoryMiB: 512, cpus: 1},
    medium: {memoryMiB: 2048, cpus: 2},
    large: {memoryMiB: 8192, cpus: 4},
  },
  graceSeconds: 30,
  needs: [],
  settings: z.strictObject({}),
});
