import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from 'vitest';
import {makeAuthority} from '../unit/probes/certificates';
import {type Running, startHttps} from '../unit/probes/servers';
import {liveServices} from './services';

const key = 'sk-live-0123456789abcdefghijkl';
const authority = makeAuthority();
const folder = mkdtempSync(join(tmpdir(), 'kailash-whole-'));
let server: Running | undefined;

afterAll(async () => {
  await server?.stop();
  authority.remove();
  rmSync(folder, {recursive: true, force: true});
});

/** Everything that a stack can have, in vaults. */
async function everything() {
  server = await startHttps(authority.issue(), (request, response) => {
    response.writeHead(request.headers.authorization === `Bearer ${key}` ? 200 : 401);
    response.end('{"data": [{"id": "gpt-4o"}]}');
  });
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, `${key}\n`, {mode: 0o600});
  const on = {enabled: true};
  return {
    encryption: 'required',
    ...{neo4j: on, chroma: on, elasticsearch: on, minio: on},
    openai: {baseUrl: `https://127.0.0.1:${server.port}/v1`, keyFile, caFile: authority.ca, models: ['gpt-4o']},
  };
}

liveServices('whole', everything, ['neo4j', 'chroma', 'elasticsearch', 'minio'], {
  companions: ['elasticsearch-node'],
  outside: ['openai'],
  secrets: {'OpenAI key': key},
});
