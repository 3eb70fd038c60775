import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {connect, createServer, type Server} from 'node:net';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, test} from 'vitest';
import {docker, type LiveStack, root} from '../stack';

/** Enters the network namespace of a process. */
const inside = (pid: string): string[] => [
  ...(process.getuid?.() === 0 ? [] : ['sudo', '-E', 'env', `PATH=${process.env.PATH}`]),
  ...['nsenter', `--net=/proc/${pid}/ns/net`, '--'],
];

/** Listens on the ports in there, and hands every connection to the file `<folder>/<port>`. */
const program = `const {connect, createServer} = require('node:net');
const [folder, ...ports] = process.argv.slice(1);
let left = ports.length;
for (const port of ports)
  createServer((from) => {
    const to = connect(folder + '/' + port);
    from.pipe(to).pipe(from);
    for (const one of [from, to]) one.on('error', () => { from.destroy(); to.destroy(); });
  }).listen(Number(port), '127.0.0.1', () => --left === 0 && console.log('all'));`;

/** Hands every connection to a file to a port of this machine. */
async function bridge(file: string, port: number): Promise<Server> {
  const server = createServer((from) => {
    const to = connect(port, '127.0.0.1');
    from.pipe(to).pipe(from);
    for (const one of [from, to])
      one.on('error', () => {
        from.destroy();
        to.destroy();
      });
  });
  server.listen(file);
  await once(server, 'listening');
  return server;
}

/** With everything there, the whole door and a repair need no network at all: only the engine's socket and the stack's ports. */
export function offlineTests(stack: LiveStack): void {
  test('up mends a stack on a machine without any network', async () => {
    const ports = [(await stack.connection('postgres')).port, (await stack.connection('redis')).port];
    const image = docker('inspect', '--format', '{{.Image}}', stack.named('redis'));
    const alone = docker('run', '--detach', '--network', 'none', '--entrypoint', 'sleep', image, '1000');
    const servers: Server[] = [];
    let relay: ChildProcess | undefined;
    try {
      const pid = docker('inspect', '--format', '{{.State.Pid}}', alone);
      const folder = join(stack.home, 'tmp');
      for (const port of ports) servers.push(await bridge(join(folder, String(port)), port));
      const [command = '', ...words] = inside(pid);
      relay = spawn(command, [...words, process.execPath, '-e', program, folder, ...ports.map(String)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(relay.stdout as NodeJS.ReadableStream, 'data');
      expect(readFileSync(`/proc/${pid}/net/route`, 'utf8').trim().split('\n')).toHaveLength(1);

      docker('rm', '--force', stack.named('redis'));
      const {KAILASH_CACHE} = process.env;
      const env = stack.environment(KAILASH_CACHE ? {KAILASH_CACHE} : {});
      const up = [join(root, 'platform'), 'up', '--stack', stack.stack];
      const options = {env, extendEnv: false, reject: false, all: true, stdin: 'ignore', timeout: 300_000} as const;
      const {exitCode, all} = await execa(command, [...words, ...up], options);
      expect(exitCode, all).toBe(0);
      expect(all).toMatch(/^redis +healthy /m);
    } finally {
      relay?.kill();
      for (const server of servers) server.close();
      docker('rm', '--force', alone);
    }
  });
}
