import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {expect, test} from 'vitest';
import {holderOf, littleSpace, otherPort, publisherOf} from '../../../operations/obstacles';

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

test('a process that listens on the same port of another address is not the one', async () => {
  const other = createServer().listen(0, '127.0.0.2');
  await once(other, 'listening');
  const address = other.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    expect(holderOf(port)).toBe('a process that this user may not see');
  } finally {
    other.close();
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

test('the container that publishes a port of this machine is told by name', () => {
  const listed = [
    'elsewhere\t192.0.2.1:5432->5432/tcp',
    'inside\t5432/tcp',
    'own\t127.0.0.1:5433->5432/tcp, 127.0.0.1:6380->6379/tcp',
    'wide\t0.0.0.0:7000-7003->7000-7003/tcp, :::7000-7003->7000-7003/tcp',
    'talks\t0.0.0.0:5353->5353/udp',
  ].join('\n');
  expect([5432, 5433, 6380, 7002, 7004, 5353].map((port) => publisherOf(port, listed))).toEqual([
    undefined,
    'own',
    'own',
    'wide',
    undefined,
    undefined,
  ]);
});

test('the port that is proposed instead exists', () => {
  expect([otherPort(5432), otherPort(60_000)]).toEqual([15_432, 50_000]);
});

test('a disk with little room is named once, with how much it has', () => {
  const engine = {folder: tmpdir(), hint: 'the engine'};
  const vaults = {folder: tmpdir(), hint: 'the vaults'};
  const [line, ...more] = littleSpace([{folder: '/no/such/folder', hint: ''}, engine, vaults], 2 ** 40);
  expect(line).toMatch(/^disk: \d+ MiB free in \S+, less than 1099511627776 MiB; make room \(the engine\)$/);
  expect(more).toEqual([]);
  expect(littleSpace([engine], 0)).toEqual([]);
});
