import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gunzipSync} from 'node:zlib';

/** What `pulumi policy publish` says about a pack. */
export interface Publication {
  readonly name: string;
  readonly versionTag: string;
  readonly policies: readonly {readonly name: string; readonly enforcementLevel: string}[];
}

/** A server that answers `pulumi policy publish` as Pulumi Cloud does (pkg/backend/httpstate/client), and keeps what it is sent. */
export async function policyCloud() {
  const received: {publication?: Publication; archive?: Buffer; isComplete?: true} = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      response.end(JSON.stringify(answer(`${request.method} ${request.url}`, body)));
    });
  });
  const answer = (call: string, body: Buffer): object => {
    switch (call) {
      case 'GET /api/user':
        return {githubLogin: 'reviewer', name: 'reviewer', organizations: [{githubLogin: 'reviewer'}]};
      case 'POST /api/orgs/reviewer/policypacks':
        received.publication = JSON.parse(body.toString()) as Publication;
        return {version: 1, uploadURI: `${address}/upload`};
      case 'PUT /upload':
        received.archive = body;
        return {};
      case `POST /api/orgs/reviewer/policypacks/kailash-docker/versions/${received.publication?.versionTag}/complete`:
        received.isComplete = true;
        return {};
      default:
        return {};
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {address, received, close: () => server.close()};
}
