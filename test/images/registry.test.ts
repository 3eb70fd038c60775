import {randomBytes} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {missingImages, pullImages, registryAnswers, resolveImages} from '../../operations/images';
import {run} from '../../operations/images/docker';
import {credentials, listen, startRegistry, type TestRegistry} from './registry-server';

const must = async (...args: string[]): Promise<string> => {
  const {code, output} = await run('docker', args);
  if (code !== 0) throw new Error(`docker ${args[0]}: ${output}`);
  return output;
};

const auth = (password: string) => Buffer.from(`${credentials.username}:${password}`).toString('base64');

/** These tests share one registry; the last one ends it. */
describe('images from a registry', () => {
  let registry: TestRegistry;
  let folder = '';
  let digest = '';
  let image: {repository: string; tag: string; digest: string; local: string};
  const pushed: string[] = [];
  const before = process.env.DOCKER_CONFIG;

  const login = (password: string) =>
    writeFileSync(join(folder, 'config.json'), JSON.stringify({auths: {[registry.host]: {auth: auth(password)}}}));

  const push = async (name: string, mebibytes: number): Promise<string> => {
    writeFileSync(join(folder, 'payload'), randomBytes(mebibytes * 1024 * 1024));
    await run('tar', ['-C', folder, '-cf', join(folder, 'payload.tar'), 'payload']);
    const reference = `${registry.host}/${name}:1`;
    await must('import', join(folder, 'payload.tar'), reference);
    pushed.push(reference);
    const answer = /sha256:[0-9a-f]{64}/.exec(await must('push', reference));
    await must('image', 'rm', reference);
    return answer?.[0] ?? '';
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'registry-client-'));
    process.env.DOCKER_CONFIG = folder;
    registry = await startRegistry();
    login(credentials.password);
    digest = await push('mirror/library/small', 1);
    image = {repository: 'docker.io/library/small', tag: '1', digest, local: 'redis'};
  });

  beforeEach(() => login(credentials.password));

  afterAll(async () => {
    for (const reference of pushed) await run('docker', ['image', 'rm', '--force', reference]);
    await run('docker', ['image', 'rm', '--force', `${registry?.host}/mirror/library/small@${digest}`]);
    await registry?.close();
    process.env.DOCKER_CONFIG = before;
    if (before === undefined) delete process.env.DOCKER_CONFIG;
    rmSync(folder, {recursive: true, force: true});
  });

  const mirror = () => ({mirror: `${registry.host}/mirror`});
  const resolved = async (setting: 'auto' | 'registry', of = image) =>
    (await resolveImages([of], setting, mirror())).get('redis') ?? '';

  it('counts as answering only with the image, to the right credentials', async () => {
    const patient = 60_000;
    expect(await registryAnswers(await resolved('registry'), patient)).toBe(true);
    const unknown = await resolved('registry', {...image, digest: `sha256:${'1'.repeat(64)}`});
    expect(await registryAnswers(unknown, patient)).toBe(false);
    login('wrong');
    expect(await registryAnswers(await resolved('registry'), patient)).toBe(false);
  });

  it('does not wait longer than two seconds for a registry that hangs', async () => {
    const mute = createServer(() => {});
    const port = await listen(mute);
    const started = Date.now();
    expect(await registryAnswers(`127.0.0.1:${port}/small:1@${digest}`)).toBe(false);
    expect(Date.now() - started).toBeLessThan(10_000);
    mute.close();
  });

  it('refuses wrong credentials with what to do', async () => {
    login('wrong');
    await expect(pullImages([await resolved('registry')], () => {})).rejects.toThrow(
      /^images: the registry refused the credentials for 127\.0\.0\.1:\d+\/mirror\/library\/small:1@sha256:[0-9a-f]{64}, got: .*; run docker login for this registry$/,
    );
  });

  it('refuses a digest that the registry does not have', async () => {
    const reference = await resolved('registry', {...image, digest: `sha256:${'0'.repeat(64)}`});
    await expect(pullImages([reference], () => {})).rejects.toThrow(
      /^images: the registry has no image with this digest for .*@sha256:0{64}, got: .*; correct the digest, or write images: local$/,
    );
  });

  it('pulls by tag and digest, and then has it', async () => {
    const reference = await resolved('registry');
    const lines: string[] = [];
    expect(await missingImages([reference])).toEqual([reference]);
    await pullImages([reference], (line) => lines.push(line));
    expect(lines.join('\n')).toMatch(
      /^image 127\.0\.0\.1:\d+\/mirror\/library\/small:1@sha256:[0-9a-f]{64}: pulled, [\d.]+ s$/,
    );
    expect(await missingImages([reference])).toEqual([]);
    expect(await resolved('auto')).toBe(reference);
  });

  it('says that the registry went away in the middle of an image', async () => {
    const large = {...image, repository: 'docker.io/library/large', digest: await push('mirror/library/large', 24)};
    const reference = await resolved('registry', large);
    registry.endAfter(4 * 1024 * 1024);
    await expect(pullImages([reference], () => {})).rejects.toThrow(
      /^images: the registry does not answer for .*\/large:1@sha256:[0-9a-f]{64}, got: .*; check the network and the setting mirror, or write images: local$/,
    );
    expect(await missingImages([reference])).toEqual([reference]);
  });

  it('keeps to what the engine has when the registry is gone', async () => {
    expect(await resolved('auto')).toBe(await resolved('registry'));
  });
});
