import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {labelPrefix} from '../../../components/core/names';
import {docker, type LiveStack} from '../stack';

const own = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

/** Enters the network namespace of a process, as the user who runs the tests. */
const inside = (pid: string): string[] =>
  own[0] === 0
    ? ['nsenter', `--net=/proc/${pid}/ns/net`, '--']
    : [
        ...['sudo', '-E', 'nsenter', `--net=/proc/${pid}/ns/net`, '--'],
        ...['setpriv', `--reuid=${own[0]}`, `--regid=${own[1]}`, '--init-groups', 'env', `PATH=${process.env.PATH}`],
      ];

/** Starts one end of a way between a port in there and the same one out here. */
async function relay(before: readonly string[], from: string, to: string): Promise<ChildProcess> {
  const [command = '', ...words] = [...before, process.execPath, join(__dirname, 'relay.cjs'), from, to];
  const child = spawn(command, words, {stdio: ['pipe', 'pipe', 'inherit']});
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`relay ${from} ${to}: ended with ${code}`);
    }),
  ]);
  return child;
}

/** With everything there, the whole door and a repair need no network at all: only the engine's socket and the stack's ports. */
export function offlineTests(stack: LiveStack): void {
  test('up mends a stack on a machine without any network', async () => {
    const ports = [(await stack.connection('postgres')).port, (await stack.connection('redis')).port].map(String);
    const image = docker('inspect', '--format', '{{.Image}}', stack.named('redis'));
    const label = `${labelPrefix}.stack=${stack.stack}`;
    const alone = docker(
      ...['run', '--detach', '--rm', '--network', 'none', '--label', label, '--entrypoint', 'sleep', image, '1000'],
    );
    const relays: ChildProcess[] = [];
    try {
      const pid = docker('inspect', '--format', '{{.State.Pid}}', alone);
      expect(readFileSync(`/proc/${pid}/net/route`, 'utf8').trim().split('\n')).toHaveLength(1);
      for (const port of ports) {
        const file = join(stack.home, 'tmp', port);
        relays.push(await relay([], file, port), await relay(inside(pid), port, file));
      }
      docker('rm', '--force', stack.named('redis'));
      const {exitCode, all} = await stack.throughDoor(['up'], inside(pid));
      expect(exitCode, all).toBe(0);
      expect(all).toMatch(/^redis +healthy /m);
    } finally {
      for (const child of relays) child.stdin?.end();
      docker('rm', '--force', '--volumes', alone);
    }
  });
}
