import {once} from 'node:events';
import {createServer} from 'node:net';
import {expect, describe as group, it} from 'vitest';
import {connectionsFromWindows, connectScript, readTimes} from '../../../../gates/measure/from-windows';
import {insideArguments, lastWords} from '../../../../gates/measure/latency';

group('from Windows', () => {
  it('connects by address and prints numbers that every language reads', () => {
    expect(connectScript(5432, 3).split('\n')).toEqual([
      "$ErrorActionPreference = 'Stop'",
      '$culture = [Globalization.CultureInfo]::InvariantCulture',
      'foreach ($i in 1..3) {',
      '  $client = New-Object Net.Sockets.TcpClient',
      '  $watch = [Diagnostics.Stopwatch]::StartNew()',
      "  $client.Connect('127.0.0.1', 5432)",
      '  $watch.Elapsed.TotalMilliseconds.ToString($culture)',
      '  $client.Close()',
      '}',
    ]);
  });

  it('refuses what is not the times that it asked for', () => {
    expect(readTimes('1.5\r\n2\r\n', 2)).toEqual([1.5, 2]);
    expect(() => readTimes('1.5\r\n', 2)).toThrow('Windows: not 2 times, got "1.5\\r\\n"; is the stack up?');
    expect(() => readTimes('1,5\r\n2\r\n', 2)).toThrow(
      'Windows: not 2 times, got "1,5\\r\\n2\\r\\n"; is the stack up?',
    );
  });

  it('measures both sides in turn, in portions', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const place = server.address();
    const port = typeof place === 'object' && place ? place.port : 0;
    const asked: number[] = [];
    try {
      const {inside, outside} = await connectionsFromWindows(port, 150, async (script) => {
        const count = Number(/1\.\.(\d+)/.exec(script)?.[1]);
        asked.push(count);
        return '7\r\n'.repeat(count);
      });
      expect(asked).toEqual([100, 50]);
      expect(inside).toHaveLength(150);
      expect(outside).toEqual(Array.from({length: 150}, () => 7));
    } finally {
      server.close();
    }
  });
});

group('lastWords', () => {
  it.each([
    ['node:internal\n  throw\nError: SWC: mounted noexec\n    at x (y:1:2)\n}\n', 'Error: SWC: mounted noexec'],
    [
      'docker: Error response from daemon: no such network.\nSee help\n',
      'docker: Error response from daemon: no such network.',
    ],
    ['Killed\n', 'Killed'],
    ['', 'it said nothing'],
  ])('of %j are %j', (text, words) => expect(lastWords(text)).toBe(words));
});

group('insideArguments', () => {
  it('starts a container that may do nothing but ask, without a secret', () => {
    const words = insideArguments('name', 'kailash-dev-redis', 'sha256:1', '/run/ca.crt', 'redis:172.18.0.2');
    for (const word of ['--read-only', '--rm', 'no-new-privileges=true', 'kailash-dev-redis'])
      expect(words).toContain(word);
    expect(words.join(' ')).toContain('--cap-drop ALL');
    expect(words.join(' ')).toContain('--add-host redis:172.18.0.2');
    const mounts = words.filter((word) => word.startsWith('type=bind'));
    expect(mounts.filter((mount) => !mount.endsWith(',readonly'))).toEqual([]);
  });
});
