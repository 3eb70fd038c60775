import {execFileSync, spawnSync} from 'node:child_process';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {ensureImages, localTag} from '../../operations/images';

const container = 'kailash-test-set-up';
const docker = (...words: string[]) => execFileSync('docker', words, {encoding: 'utf8', stdio: 'pipe'});
const remove = () => spawnSync('docker', ['rm', '--force', container]);

beforeAll(() => ensureImages(['base'], () => {}));
beforeEach(remove);
afterAll(remove);

/** A container whose health check looks for a file; the engine asks as seldom as is said. */
function start(command: string, {interval = '60s', retries = 1, restart = 'no'} = {}): void {
  docker(
    ...['run', '--detach', '--name', container, '--restart', restart, '--stop-timeout', '1'],
    ...['--health-cmd', 'test -e /tmp/well', '--health-interval', interval, '--health-retries', `${retries}`],
    ...[localTag('base'), 'sh', '-c', command],
  );
}

/** What the setup of the container did. */
function setUp(setup: string, seconds = 30) {
  const words = [container, `${seconds}`, '3', 'test', '-e', '/tmp/well', 'sh', '-c', setup];
  const begun = performance.now();
  const {status, stdout} = spawnSync('host/set-up', words, {input: 'from outside', encoding: 'utf8'});
  return {status, stdout, seconds: (performance.now() - begun) / 1000};
}

/** Waits until the engine has asked, and finds the container unwell. */
async function unhealthy(): Promise<void> {
  await expect
    .poll(() => docker('inspect', '--format', '{{.State.Health.Status}}', container).trim(), {timeout: 20_000})
    .toBe('unhealthy');
}

test('a container is set up once its check succeeds, long before the engine asks', () => {
  start('sleep 1; touch /tmp/well; sleep 100');
  expect(setUp('test -e /tmp/well && cat')).toMatchObject({status: 0, stdout: 'from outside'});
  expect(docker('inspect', '--format', '{{.State.Health.Status}}', container).trim()).toBe('starting');
});

test('the status of a setup that fails is its own', () => {
  start('touch /tmp/well; sleep 100');
  expect(setUp('exit 3').status).toBe(3);
});

test.each([
  ['never becomes well', 'sleep 100', {}],
  ['ends', 'true', {}],
  ['ends again and again', 'exit 1', {restart: 'always'}],
])('a container that %s is told from a setup that fails', (_, command, options) => {
  start(command, options);
  expect(setUp('true', 8).status).toBe(75);
});

test('a container that is not there is told from a setup that fails, at once', () => {
  const {status, seconds} = setUp('true', 300);
  expect(status).toBe(75);
  expect(seconds).toBeLessThan(60);
});

test('an unhealthy container is set up all the same, since that may mend it', async () => {
  start('sleep 100', {interval: '1s'});
  await unhealthy();
  expect(setUp('cat')).toMatchObject({status: 0, stdout: 'from outside'});
  expect(setUp('exit 3').status).toBe(75);
});
