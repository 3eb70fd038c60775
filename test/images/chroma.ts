import type {Contract} from './contract';

/** A request inside the container; `token` is a Python expression. */
const request = (
  version: string,
  method: string,
  path: string,
  body = '',
  token = "open('/run/config/token').read().split('=')[1].strip()",
) =>
  `python3 -c "
import ssl, urllib.request as u
headers = {'Authorization': 'Bearer ' + ${token}, 'Content-Type': 'application/json'}
context = ssl.create_default_context(cafile='/run/tls/ca.crt')
request = u.Request('https://localhost:8000/api/${version}/${path}', method='${method}', headers=headers, data=b'''${body}''' or None)
print(u.urlopen(request, timeout=10, context=context).read().decode())
" 2>&1`;

/** What every Chroma image promises; the collections' path and the variables' names differ by version. */
export const chromaContract = (
  folder: string,
  version: string,
  collections: string,
  names: {readonly provider: string; readonly credentialsProvider: string; readonly credentials: string},
  providers: readonly [string, string],
): Contract => ({
  folder,
  imageUser: '',
  user: '1000:1000',
  ports: [8000],
  volumes: [],
  entrypoint: null,
  tmpfs: {'/tmp': 'size=64m,mode=1777'},
  data: '/chroma/chroma',
  tls: true,
  files: {token: `${names.credentials}=SECRET\n`},
  env: {
    [names.provider]: providers[0],
    [names.credentialsProvider]: providers[1],
    HOME: '/tmp',
    IS_PERSISTENT: 'TRUE',
    PERSIST_DIRECTORY: '/chroma/chroma',
  },
  command: [
    '/docker_entrypoint.sh',
    '--env-file=/run/config/token',
    '--ssl-certfile=/run/tls/tls.crt',
    '--ssl-keyfile=/run/tls/tls.key',
  ],
  answers: request(version, 'GET', 'heartbeat'),
  refuses: {command: request(version, 'GET', collections, '', "'wrong'"), says: /HTTP Error 40[13]/},
  keeps: {
    write: request(version, 'POST', collections, '{\\"name\\": \\"kept\\"}'),
    read: `${request(version, 'GET', collections)} | grep -q kept`,
  },
  stopsWith: [0, 143],
  startSeconds: 240,
  graceSeconds: 60,
});
