import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {expect, test} from 'vitest';
import {holderOf, littleSpace} from '../../../operations/obstacles';

test('the process that listens on a port is told by name and number', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    expect(holderOf(port)).toBe(`node (process ${process.pid})`);
  } finally {
    server.close();
  }
});

test('the process that listens on a port may be another one', async () => {
  const program =
    "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })";
  const child = spawn(process.execPath, ['-e', program], {stdio: ['ignore', 'pipe', 'inherit']});
  try {
    const [line] = await once(child.stdout, 'data');
    expect(holderOf(Number(String(line)))).toBe(`node (process ${child.pid})`);
  } finally {
    child.kill('SIGKILL');
  }
});

test('of a port on which nothing listens no process is told', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  server.close();
  await once(server, 'close');
  expect(holderOf(port)).toBe('a process that this user may not see');
});

test('a disk with little room is named once, with how much it has', () => {
  const engine = {folder: tmpdir(), hint: 'the engine'};
  const vaults = {folder: tmpdir(), hint: 'the vaults'};
  const [line, ...more] = littleSpace([{folder: '/no/such/folder', hint: ''}, engine, vaults], 2 ** 40);
  expect(line).toMatch(/^disk: \d+ MiB free in \S+, less than 1099511627776 MiB; make room \(the engine\)$/);
  expect(more).toEqual([]);
  expect(littleSpace([engine], 0)).toEqual([]);
});
