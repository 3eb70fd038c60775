import {execFileSync} from 'node:child_process';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {Agent, fetch} from 'undici';
import {describe, expect, test} from 'vitest';
import type {Connection} from '../../../components/core/connection';
import {boltDriver} from '../../../probes/bolt';
import {tlsOf} from '../../../probes/probe';
import {s3Client} from '../../../probes/s3';
import type {LiveStack} from '../stack';

/** Sends a request to Elasticsearch as a role would; the status of the answer. */
async function asked(connection: Connection, method: string, path: string, body?: unknown): Promise<number> {
  const {host, port, username, password} = connection;
  const dispatcher = new Agent({connect: tlsOf(connection)});
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  try {
    const url = `https://${host}:${port}${path}`;
    const answer = await fetch(url, {method, headers, dispatcher, ...(body ? {body: JSON.stringify(body)} : {})});
    await answer.text();
    return answer.status;
  } finally {
    await dispatcher.destroy();
  }
}

function elasticsearchRoles(stack: LiveStack): void {
  const statuses = async (role: string, requests: readonly (readonly [string, string, unknown?])[]) => {
    const connection = await stack.connection('elasticsearch', role);
    const found: Record<string, number> = {};
    for (const [method, path, body] of requests)
      found[`${method} ${path}`] = await asked(connection, method, path, body);
    return found;
  };

  test('app writes every index and does not administer', async () => {
    expect(
      await statuses('app', [
        ['PUT', '/roles/_doc/1?refresh=true', {word: 'seen'}],
        ['HEAD', '/'],
        ['GET', '/_cluster/settings'],
        ['PUT', '/_cluster/settings', {persistent: {}}],
        ['PUT', '/_scripts/s', {script: {lang: 'painless', source: '1'}}],
        ['PUT', '/_snapshot/s', {type: 'fs'}],
        ['POST', '/_tasks/_cancel'],
      ]),
    ).toEqual({
      'PUT /roles/_doc/1?refresh=true': 201,
      'HEAD /': 200,
      'GET /_cluster/settings': 200,
      'PUT /_cluster/settings': 403,
      'PUT /_scripts/s': 403,
      'PUT /_snapshot/s': 403,
      'POST /_tasks/_cancel': 403,
    });
  });

  test.each(['readonly', 'backup'])('%s reads and searches, and writes nothing', async (role) => {
    expect(
      await statuses(role, [
        ['GET', '/roles/_doc/1'],
        ['POST', '/roles/_search', {query: {match_all: {}}}],
        ['POST', '/_msearch', undefined],
        ['POST', '/roles/_search?scroll=1m', {}],
        ['PUT', '/roles/_doc/2', {word: 'no'}],
        // A document may be called like a search.
        ['POST', '/roles/_doc/_search', {word: 'no'}],
        ['PUT', '/roles/_doc/_count', {word: 'no'}],
        ['DELETE', '/roles/_doc/_mget'],
        ['POST', '/roles/_update/_search', {doc: {word: 'no'}}],
        ['POST', '/roles/_delete_by_query', {query: {match_all: {}}}],
        ['POST', '/_bulk', {}],
        ['DELETE', '/roles'],
        ['PUT', '/_search', {}],
      ]),
    ).toEqual({
      'GET /roles/_doc/1': 200,
      'POST /roles/_search': 200,
      'POST /_msearch': 400,
      'POST /roles/_search?scroll=1m': 200,
      'PUT /roles/_doc/2': 403,
      'POST /roles/_doc/_search': 403,
      'PUT /roles/_doc/_count': 403,
      'DELETE /roles/_doc/_mget': 403,
      'POST /roles/_update/_search': 403,
      'POST /roles/_delete_by_query': 403,
      'POST /_bulk': 403,
      'DELETE /roles': 403,
      'PUT /_search': 403,
    });
  });

  test('monitor reads statistics and no document', async () => {
    expect(
      await statuses('monitor', [
        ['GET', '/_cluster/health'],
        ['GET', '/_nodes/stats'],
        ['GET', '/_cat/indices'],
        ['GET', '/roles/_doc/1'],
        ['GET', '/_search'],
        ['POST', '/roles/_search', {}],
        ['POST', '/_cluster/reroute', {}],
      ]),
    ).toEqual({
      'GET /_cluster/health': 200,
      'GET /_nodes/stats': 200,
      'GET /_cat/indices': 200,
      'GET /roles/_doc/1': 403,
      'GET /_search': 403,
      'POST /roles/_search': 403,
      'POST /_cluster/reroute': 403,
    });
  });
}

function minioRoles(stack: LiveStack): void {
  /** What comes of some requests of one role: `ok`, or the name of the error. */
  async function outcomes(role: string, other: string): Promise<Record<string, string>> {
    const connection = await stack.connection('minio', role);
    const {client, close} = s3Client(connection);
    const Bucket = connection.database;
    const Key = 'roles/1';
    const tries: Record<string, () => Promise<unknown>> = {
      put: () => client.send(new PutObjectCommand({Bucket, Key: `${Key}-${role}`, Body: 'x'})),
      get: () => client.send(new GetObjectCommand({Bucket, Key})),
      list: () => client.send(new ListObjectsV2Command({Bucket})),
      delete: () => client.send(new DeleteObjectCommand({Bucket, Key: `${Key}-${role}`})),
      make: () => client.send(new CreateBucketCommand({Bucket: `made-by-${role}`})),
      other: () => client.send(new GetObjectCommand({Bucket: other, Key})),
      buckets: async () => {
        const {Buckets = []} = await client.send(new ListBucketsCommand({}));
        if (!Buckets.some(({Name}) => Name === other)) throw Object.assign(new Error('hidden'), {name: 'Hidden'});
      },
    };
    try {
      const found: Record<string, string> = {};
      for (const [name, attempt] of Object.entries(tries))
        found[name] = await attempt().then(
          () => 'ok',
          (error: Error) => error.name,
        );
      return found;
    } finally {
      close();
    }
  }

  /** Runs MinIO's own client inside, as a user whose password is told on standard input. */
  const told = (user: string, password: string, command: string) => {
    const script = `set -e; read -r password; export MC_CONFIG_DIR=/tmp/.mc-test; trap 'rm -rf /tmp/.mc-test' EXIT
      mkdir -p $MC_CONFIG_DIR/certs/CAs; cat /run/tls/ca.crt > $MC_CONFIG_DIR/certs/CAs/ca.crt
      printf '${user}\\n%s\\n' "$password" | mc -q alias set l https://localhost:9000; ${command}`;
    const words = ['exec', '-i', stack.named('minio'), 'sh', '-c', script];
    execFileSync('docker', words, {input: `${password}\n`, stdio: ['pipe', 'ignore', 'pipe']});
  };

  test('monitor reads statistics of the server, and nobody but the administrator administers', async () => {
    for (const role of ['app', 'readonly', 'monitor', 'backup']) {
      const {password} = await stack.connection('minio', role);
      const statistics = () => told(role, password, 'mc -q admin info l');
      if (role === 'monitor') statistics();
      else expect(statistics, role).toThrow();
      for (const command of ['user list l', 'user add l other otherpassword', 'policy list l', 'config get l api'])
        expect(() => told(role, password, `mc -q admin ${command}`), `${role}: ${command}`).toThrow(/denied/i);
    }
  });

  test('each reaches what it may and nothing else', async () => {
    const other = 'other';
    const {passwords} = await stack.secrets();
    told('admin', passwords['minio-admin'] ?? '', `mc -q mb --ignore-existing l/${other}`);
    for (const bucket of [other, 'kailash'])
      told('admin', passwords['minio-admin'] ?? '', `echo x | mc -q pipe l/${bucket}/roles/1`);
    const no = 'AccessDenied';
    const nothing = {put: no, get: no, list: no, delete: no, make: no, other: no, buckets: 'Hidden'};
    expect(await outcomes('app', other)).toEqual({...nothing, put: 'ok', get: 'ok', list: 'ok', delete: 'ok'});
    expect(await outcomes('readonly', other)).toEqual({...nothing, get: 'ok', list: 'ok'});
    expect(await outcomes('monitor', other)).toEqual({...nothing, buckets: no});
    expect(await outcomes('backup', other)).toEqual({...nothing, get: 'ok', list: 'ok', other: 'ok', buckets: 'ok'});
  });
}

function neo4jRoles(stack: LiveStack): void {
  test('app runs procedures of APOC and GDS, and none that reads files or reaches into the server', async () => {
    const connection = await stack.connection('neo4j');
    const driver = boltDriver(connection);
    const run = (text: string) =>
      driver.executeQuery(text, {}, {database: connection.database}).then(
        ({records}) => records.length,
        (error: Error) => error.message,
      );
    try {
      expect(await run("RETURN apoc.text.join(['a', 'b'], '-') AS text")).toBe(1);
      expect(await run('CALL gds.list() YIELD name RETURN name LIMIT 1')).toBe(1);
      expect(await run("LOAD CSV FROM 'file:///run/config/auth' AS line RETURN line")).toMatch(/Couldn't load/);
      expect(await run("CALL apoc.load.json('file:///run/config/auth')")).toMatch(/Import from files not enabled/);
      expect(await run("CALL apoc.export.csv.all('/data/out.csv', {})")).toMatch(/Export to files not enabled/);
      // It reaches into the server, and is not among those that may.
      expect(await run('CALL apoc.trigger.list() YIELD name RETURN name')).toMatch(/because it is sandboxed/);
    } finally {
      await driver.close();
    }
  });
}

const tests: Readonly<Record<string, (stack: LiveStack) => void>> = {
  elasticsearch: elasticsearchRoles,
  minio: minioRoles,
  neo4j: neo4jRoles,
};

/** Each role may what the services table says, and no more, in each of these services that has roles. */
export function rolesTests(stack: LiveStack, services: readonly string[]): void {
  for (const service of services) if (tests[service]) describe(`roles of ${service}`, () => tests[service]?.(stack));
}
