import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  container,
  docker,
  inContainer,
  inspect,
  labelled,
  makeImage,
  processStatus,
  removeAll,
} from './premises/engine';

let folder: string;
beforeAll(async () => {
  await removeAll();
  folder = mkdtempSync(join(tmpdir(), 'kailash-premises-'));
  await makeImage();
});
afterAll(async () => {
  await removeAll();
  rmSync(folder, {recursive: true, force: true});
});

const capabilities = (...options: string[]) => processStatus(options, 'CapEff');
const security = (...options: string[]) => options.flatMap((option) => ['--security-opt', option]);

/** Whether something listens on a port of every IPv4 interface of this machine, or of loopback alone. */
function listening(port: number): {readonly everywhere: boolean; readonly loopback: boolean} {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = ['tcp', 'tcp6'].map((name) => readFileSync(`/proc/net/${name}`, 'utf8')).join('\n');
  const addresses = [...tables.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /gm)];
  const own = addresses.filter(([, , found]) => found === hex).map(([, address = '']) => address);
  return {everywhere: own.some((address) => /^0+$/.test(address)), loopback: own.includes('0100007F')};
}

async function publishedPort(id: string): Promise<number> {
  const {output} = await docker('port', id, '8080/tcp');
  return Number(/:(\d+)$/m.exec(output)?.[1]);
}

describe('Capabilities', () => {
  it('dropped with ALL are gone, and added with ALL are there all the same', async () => {
    expect(await capabilities('--cap-drop', 'ALL')).toMatch(/^0+$/);
    const all = await capabilities('--cap-drop', 'ALL', '--cap-add', 'ALL');
    expect(all).toBe(await capabilities('--privileged'));
    expect(all).not.toBe(await capabilities());
  });
  it('of a privileged container are all there, whatever is dropped', async () => {
    expect(await capabilities('--privileged', '--cap-drop', 'ALL')).toBe(await capabilities('--privileged'));
  });
  it('may be spelt with or without prefix and in lower case, but CAP_ALL is none', async () => {
    const one = await capabilities('--cap-drop', 'ALL', '--cap-add', 'CAP_CHOWN');
    expect(one).toMatch(/^0+1$/);
    expect(await capabilities('--cap-drop', 'all', '--cap-add', 'chown')).toBe(one);
    const {status, output} = await inContainer(['--cap-drop', 'CAP_ALL'], 'true');
    expect(status).not.toBe(0);
    expect(output).toMatch(/CAP_ALL/i);
  });
});

describe('Security options', () => {
  it('of no-new-privileges: the last one holds, in every spelling', async () => {
    const flag = (...options: string[]) => processStatus(security(...options), 'NoNewPrivs');
    expect(await flag()).toBe('0');
    expect(await flag('no-new-privileges')).toBe('1');
    expect(await flag('no-new-privileges:true')).toBe('1');
    expect(await flag('no-new-privileges=false')).toBe('0');
    expect(await flag('no-new-privileges=true', 'no-new-privileges=false')).toBe('0');
  });
  it('switch the filter of system calls off, which is on otherwise', async () => {
    const filter = (...options: string[]) => processStatus(security(...options), 'Seccomp');
    expect(await filter()).toBe('2');
    expect(await filter('seccomp=unconfined')).toBe('0');
  });
  it('take the protection off the paths of the kernel', async () => {
    const mounts = async (...options: string[]) => (await inContainer(security(...options), 'cat /proc/mounts')).output;
    expect(await mounts()).toMatch(/ \/proc\/sys proc ro/);
    expect(await mounts('systempaths=unconfined')).not.toMatch(/ \/proc\/sys proc ro/);
  });
});

describe('A tmpfs', () => {
  it('runs no programs unless it is told to', async () => {
    const copied = 'cp /bin/cat /t/cat && /t/cat /proc/self/comm';
    const {status, output} = await inContainer(['--tmpfs', '/t:size=1m'], `${copied}; cat /proc/mounts`);
    expect([status, output]).toEqual([0, expect.stringMatching(/Permission denied/i)]);
    expect(output).toMatch(/ \/t tmpfs \S*nosuid,nodev,noexec/);
    expect(await inContainer(['--tmpfs', '/t:size=1m,exec'], copied)).toEqual({status: 0, output: 'cat\n'});
  });
});

describe('A user', () => {
  it('of zeros is root, whatever the group', async () => {
    expect(await processStatus(['--user', '000:1000'], 'Uid')).toBe('0');
    expect(await processStatus(['--user', '1000'], 'Uid')).toBe('1000');
  });
});

describe('A published port', () => {
  it('without an address is on every interface, with one on that alone', async () => {
    const wide = await container(['--publish', '8080'], 'run');
    expect(listening(await publishedPort(wide)).everywhere).toBe(true);
    // Its port on the wildcard of IPv6 has a number of its own, which loopback could be given too.
    await docker('rm', '--force', wide);
    const closed = await publishedPort(await container(['--publish', '127.0.0.1::8080'], 'run'));
    expect(listening(closed)).toEqual({everywhere: false, loopback: true});
  });
  it.runIf(existsSync('/proc/net/if_inet6'))(
    'on the wildcard of IPv6, or on its form of that of IPv4, is on every interface',
    async () => {
      for (const address of ['[::]', '[::ffff:0.0.0.0]']) {
        const port = await publishedPort(await container(['--publish', `${address}::8080`], 'run'));
        expect([address, listening(port).everywhere]).toEqual([address, true]);
      }
    },
  );
  it('is not published at all on an internal network', async () => {
    await docker('network', 'create', '--internal', ...labelled, 'kailash-premises-internal');
    const id = await container(['--network', 'kailash-premises-internal', '--publish', '127.0.0.1::8080'], 'run');
    expect((await docker('port', id)).output.trim()).toBe('');
  });
});

describe('A memory limit alone', () => {
  it('grants as much swap on top, where the kernel limits swap', async () => {
    const {output} = await docker('info', '--format', '{{.SwapLimit}}');
    const id = await container(['--memory', '64m'], 'create');
    const {HostConfig} = await inspect(id);
    expect(HostConfig?.MemorySwap).toBe(output.includes('true') ? 128 * 1024 * 1024 : -1);
  });
});

describe('A read-only mount', () => {
  it("of the engine's socket can be talked to all the same", async () => {
    const ask = `perl -MIO::Socket::UNIX -e '
      my $s = IO::Socket::UNIX->new("/s") or die "no: $!";
      print $s "GET /_ping HTTP/1.0\\r\\n\\r\\n"; print <$s>'`;
    const {output} = await inContainer(['--volume', '/var/run/docker.sock:/s:ro'], ask);
    expect(output).toMatch(/200 OK[\s\S]*OK$/);
  });
});

describe('A volume of the local driver', () => {
  it('with the options of a bind shows the folder of the host', async () => {
    writeFileSync(join(folder, 'file'), 'of the host\n');
    const options = ['type=none', 'o=bind', `device=${folder}`].flatMap((option) => ['--opt', option]);
    await docker('volume', 'create', ...labelled, ...options, 'kailash-premises-bind');
    const {output} = await inContainer(['--volume', 'kailash-premises-bind:/v'], 'cat /v/file');
    expect(output).toBe('of the host\n');
  });
  it('with the options of an overlay shows the folders of the host', async () => {
    for (const name of ['one', 'two']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'two', 'file'), 'of the host\n');
    const layers = `o=lowerdir=${join(folder, 'one')}:${join(folder, 'two')}`;
    const options = ['type=overlay', layers, 'device=overlay'].flatMap((option) => ['--opt', option]);
    await docker('volume', 'create', ...labelled, ...options, 'kailash-premises-overlay');
    const {output} = await inContainer(['--volume', 'kailash-premises-overlay:/v'], 'cat /v/file');
    expect(output).toBe('of the host\n');
  });
});

describe('A volume whose name begins with a slash', () => {
  it('is a folder of the host', async () => {
    const id = await container(['--volume', `${folder}:/v`], 'create');
    const mounts = (await inspect(id)).Mounts as unknown as {readonly Type: string; readonly Source: string}[];
    expect(mounts.map(({Type, Source}) => [Type, Source])).toEqual([['bind', folder]]);
  });
});

describe('A file copied into a container', () => {
  it('is refused by a read-only root filesystem', async () => {
    writeFileSync(join(folder, 'upload'), 'x');
    const id = await container(['--read-only'], 'create');
    const {status, output} = await docker('cp', join(folder, 'upload'), `${id}:/upload`);
    expect(status).not.toBe(0);
    expect(output).toMatch(/read-only/);
  });
});

describe('A variable', () => {
  it('is shown by the engine and by the process itself', async () => {
    const id = await container(['--env', 'DB_PASSWORD=hunter22'], 'run');
    expect(JSON.stringify((await inspect(id)).Config?.Env)).toContain('hunter22');
    expect((await docker('exec', id, '/bin/cat', '/proc/1/environ')).output).toContain('hunter22');
  });
});

describe('The process namespace of the host', () => {
  it('shows processes of the host', async () => {
    const own = await inContainer([], 'cat /proc/1/comm');
    const host = await inContainer(['--pid', 'host'], 'cat /proc/1/comm');
    expect(own.output.trim()).toMatch(/^(sh|cat)$/);
    expect(host.output).toBe(readFileSync('/proc/1/comm', 'utf8'));
  });
});
