import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {ensureImages, localTag} from '../../operations/images';
import {type Ended, run} from '../../operations/images/docker';
import {makeCertificate} from './certificate';
import {startProxy} from './proxy';

const script = join(__dirname, '..', '..', 'images', 'base', 'build.sh');
const tag = 'kailash-platform/haproxy:build-test';
const build = (env: NodeJS.ProcessEnv = process.env): Promise<Ended> =>
  run('bash', [script, 'haproxy', tag, localTag('base')], {env});

const remaining = async (): Promise<string[]> => {
  const filter = ['--filter', `label=kailash-platform.stage=${tag}`, '--quiet'];
  const containers = await run('docker', ['ps', '--all', ...filter]);
  const images = await run('docker', ['images', ...filter]);
  return `${containers.output}\n${images.output}`.split('\n').filter(Boolean);
};

/** Which of the words occur in the layers and the configuration of an image; layers are not compressed in this form. */
const wordsIn = (image: string, words: readonly string[]): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const child = spawn('docker', ['save', image], {stdio: ['ignore', 'pipe', 'inherit']});
    const found = new Set<string>();
    let tail = Buffer.alloc(0);
    child.stdout.on('data', (chunk: Buffer) => {
      const text = Buffer.concat([tail, chunk]);
      for (const word of words) if (text.includes(word)) found.add(word);
      tail = text.subarray(-200);
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve([...found]) : reject(new Error(`docker save: ${code}`))));
  });

describe('building an image', () => {
  let folder = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'build-test-'));
    await ensureImages(['base'], (line) => console.log(line));
    await run('docker', ['image', 'rm', '--force', tag]);
  });

  afterAll(async () => {
    await run('docker', ['image', 'rm', '--force', tag]);
    rmSync(folder, {recursive: true, force: true});
  });

  it('leaves no tag when it is killed in the middle', async () => {
    const child = spawn('bash', [script, 'haproxy', tag, localTag('base')], {detached: true, stdio: 'ignore'});
    const ended = new Promise((resolve) => child.once('close', resolve));
    const deadline = Date.now() + 300_000;
    while ((await remaining()).length === 0 && Date.now() < deadline) await new Promise((r) => setTimeout(r, 200));
    expect(child.pid).toBeDefined();
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
    expect((await run('docker', ['image', 'inspect', tag])).code).not.toBe(0);
  });

  it("goes through a company's proxy, and keeps neither its address, its password, the CA nor what a killed build left", async () => {
    const bridge = await run('docker', [
      'network',
      'inspect',
      'bridge',
      '--format',
      '{{(index .IPAM.Config 0).Gateway}}',
    ]);
    const address = bridge.output || '172.17.0.1';
    const proxy = await startProxy(address, 'tester:word-of-the-proxy');
    await makeCertificate(join(folder, 'tls'));
    const certificate = readFileSync(join(folder, 'tls', 'ca.crt'), 'utf8');
    const bundle = join(folder, 'bundle.crt');
    writeFileSync(bundle, certificate);
    const url = `http://tester:word-of-the-proxy@${address}:${proxy.port}`;
    try {
      const built = await build({...process.env, http_proxy: url, SSL_CERT_FILE: bundle});
      expect(built).toMatchObject({code: 0});
      expect(proxy.served()).toBeGreaterThan(2);
      const words = ['word-of-the-proxy', `${address}:${proxy.port}`, certificate.split('\n')[2] ?? ''];
      expect(await wordsIn(tag, words)).toEqual([]);
      expect(await remaining()).toEqual([]);
    } finally {
      proxy.close();
    }
  });

  it('does nothing when the image is there', async () => {
    const id = () => run('docker', ['image', 'inspect', '--format', '{{.Id}}', tag]);
    const before = await id();
    expect(await build()).toEqual({code: 0, output: ''});
    expect(await id()).toEqual(before);
  });
});
