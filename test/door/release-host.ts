import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

/** How the host behaves: as it should, or in one of the ways that downloads go wrong. */
export type Behaviour = 'good' | 'wrong checksum' | 'silent' | 'stops in the middle' | 'nothing there';

/** A vendor's archive of scripts, as a file name in a tar file with its text. */
export const archive = (files: Readonly<Record<string, string>>): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  for (const [path, body] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), {recursive: true});
    writeFileSync(join(folder, path), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, path), 0o755);
  }
  const packed = execFileSync('tar', ['-czf', '-', '-C', folder, '.'], {maxBuffer: 2 ** 26});
  rmSync(folder, {recursive: true});
  return packed;
};

/** A server that plays a vendor's release host. */
export class ReleaseHost {
  private readonly server: Server;
  readonly asked: string[] = [];

  constructor(
    private readonly files: Readonly<Record<string, Buffer>>,
    list: string,
    public behaviour: Behaviour = 'good',
  ) {
    this.server = createServer((request, response) => {
      const name = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
      this.asked.push(name);
      if (this.behaviour === 'silent') return;
      const content = name === list ? Buffer.from(this.checksums()) : this.files[name];
      if (this.behaviour === 'nothing there' || content === undefined) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, {'content-length': content.length});
      if (this.behaviour === 'stops in the middle' && name !== list)
        response.write(content.subarray(0, content.length / 2));
      else response.end(content);
    });
  }

  private checksums(): string {
    return Object.entries(this.files)
      .map(([name, content]) => {
        const judged = this.behaviour === 'wrong checksum' ? Buffer.from('another file') : content;
        return `${createHash('sha256').update(judged).digest('hex')}  ${name}\n`;
      })
      .join('');
  }

  async url(): Promise<string> {
    if (!this.server.listening) await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
