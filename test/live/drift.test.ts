import {writeFileSync} from 'node:fs';
import {afterAll, beforeAll, expect, describe as group, it} from 'vitest';
import type {Difference} from '../../operations/drift/difference';
import {docker, LiveStack} from './stack';

const live = new LiveStack('drift');
beforeAll(async () => {
  await live.prepare();
  await live.must('up');
});
afterAll(() => live.clean());

interface Report {
  readonly differences: readonly Difference[];
  readonly compared: number;
}

async function differences(...words: string[]) {
  const {exitCode, stdout, all} = await live.platform('drift', '--json', ...words);
  if (exitCode !== 0 && exitCode !== 2) throw new Error(all);
  const report = JSON.parse(stdout) as Report;
  return {exitCode, found: report.differences.map(({name, what, declared, found}) => [name, what, declared, found])};
}

group('drift on a running stack', () => {
  it('is none after up', async () => {
    expect(await differences()).toEqual({exitCode: 0, found: []});
  });

  it('is found where something was changed by hand, and mended', async () => {
    const [redis, postgres] = [live.named('redis'), live.named('postgres')];
    docker('update', '--memory', '300m', '--memory-swap', '300m', redis);
    docker('network', 'connect', live.named('postgres'), redis);
    const acl = `${live.filesFolder}/redis/config/users.acl`;
    writeFileSync(acl, 'user default on nopass ~* &* +@all\n', {mode: 0o400});
    const image = docker('inspect', '--format', '{{.Image}}', postgres);
    docker('rm', '--force', postgres);
    // The label lets the test remove it, should it end here.
    const label = `io.kailash.stack=${live.stack}`;
    const byHand = ['--label', label, '--env', 'BY_HAND=1', '--name', postgres];
    docker('run', '--detach', ...byHand, '--entrypoint', 'sleep', image, '600');
    const {exitCode, found} = await differences();
    expect(exitCode).toBe(2);
    expect(found.filter(([name]) => name !== postgres).sort()).toEqual(
      [
        [redis, 'network', '(none)', postgres],
        [redis, 'memory', '256 MiB', '300 MiB'],
        [redis, 'memory with swap', '256 MiB', '300 MiB'],
        [acl, 'content', expect.stringMatching(/^mode 400/), expect.stringMatching(/^mode 400/)],
      ].sort(),
    );
    for (const expected of [
      [postgres, 'container', expect.stringMatching(/^made by Pulumi \(/), expect.stringMatching(/^another \(/)],
      [postgres, 'env BY_HAND', '(none)', '1'],
      [postgres, 'read-only root', 'on', 'off'],
    ])
      expect(found).toContainEqual(expected);
    expect(await differences('--fix')).toEqual({exitCode: 0, found: []});
  });

  it('finds a volume that was made again by hand', async () => {
    const [redis, volume] = [live.named('redis'), live.named('redis-data')];
    docker('rm', '--force', redis);
    docker('volume', 'rm', volume);
    docker('volume', 'create', '--label', `io.kailash.stack=${live.stack}`, volume);
    const {exitCode, found} = await differences();
    expect(exitCode).toBe(2);
    expect(found).toContainEqual([volume, 'label io.kailash.managed-by', 'kailash-platform', '(none)']);
    expect(found).toContainEqual([redis, 'container', 'running', '(none)']);
  });
});
