import {describe, expect, it} from 'vitest';
import {addressKind, sameSpelling} from '../../../policies/address';
import {
  credentialArguments,
  credentialUrl,
  isCredential,
  namesSecret,
  secretIn,
} from '../../../policies/credential-shape';
import {coversBlockDevices, isRawDevice} from '../../../policies/devices';
import {endOfLife, endsOfLife} from '../../../policies/end-of-life';
import {isControlSocket, isRootEquivalent, isSensitive, normalPath} from '../../../policies/host-paths';
import {isPinned, parseImage} from '../../../policies/image-reference';
import {labelNamed, labelsOf} from '../../../policies/labels';
import {show} from '../../../policies/message';
import {pathsBehind} from '../../../policies/mounts';
import {isOpenSeccomp, isUnconfinedType, readSecurityOptions} from '../../../policies/security-options';
import {isDangerousSysctl} from '../../../policies/sysctls';
import {each, eachEntry} from '../../../policies/unknown';
import {userKind} from '../../../policies/user';
import {digest} from './fixtures';

describe('An address', () => {
  it.each([
    ...(['', ' ', '0.0.0.0', '::', '[::]', '::0', '0:0:0:0:0:0:0:0', '::ffff:0.0.0.0', '::ffff:0:0'] as const).map(
      (a) => [a, 'wildcard'] as const,
    ),
    ...(
      ['127.0.0.1', '127.255.255.254', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1'] as const
    ).map((a) => [a, 'loopback'] as const),
    ...(
      [
        '10.0.0.1',
        '0.0.0.1',
        '::2',
        'fe80::1%eth0',
        '2001:db8::1',
        '::ffff:10.0.0.1',
        '::127.0.0.1',
        '1::1',
        '128.0.0.1',
        '::ffff:1.2.3.255',
        '1:2:3:4:5:6:7::',
        '1::ffff:127.0.0.1',
      ] as const
    ).map((a) => [a, 'specific'] as const),
    ...(
      [
        'localhost',
        '256.0.0.1',
        '1.2.3',
        '::ffff:1.2.3.256',
        '1::2::3',
        '1:2:3',
        ':::',
        '1:2:3:4:5:6:7:8:9',
        '12345::',
        'g::',
        '1:2:3:4:5:6:7::8',
      ] as const
    ).map((a) => [a, 'invalid'] as const),
  ])('%j is %s', (text, kind) => expect(addressKind(text)).toBe(kind));
  it('that is left out means every interface', () => {
    expect(addressKind(undefined)).toBe('wildcard');
    expect(addressKind(null)).toBe('wildcard');
  });
  it('has one spelling to compare', () => {
    expect(sameSpelling('::ffff:127.0.0.1')).toBe(sameSpelling('127.0.0.1'));
    expect(sameSpelling('')).toBe(sameSpelling('[::]'));
    expect(sameSpelling('127.0.0.1')).not.toBe(sameSpelling('127.0.0.2'));
    expect(sameSpelling(' localhost ')).toBe('localhost');
  });
});

describe('An image reference', () => {
  it.each([
    ['postgres', {registry: 'docker.io', repository: 'library/postgres'}],
    ['postgres:17', {registry: 'docker.io', repository: 'library/postgres', tag: '17'}],
    ['team/app:1', {registry: 'docker.io', repository: 'team/app', tag: '1'}],
    ['host:5000/app', {registry: 'host:5000', repository: 'app'}],
    ['host:5000/app:1', {registry: 'host:5000', repository: 'app', tag: '1'}],
    [
      'host.example.com/a/b/c:1@sha256:x',
      {registry: 'host.example.com', repository: 'a/b/c', tag: '1', digest: 'sha256:x'},
    ],
    ['localhost/app', {registry: 'localhost', repository: 'app'}],
    [':1', {registry: 'docker.io', repository: 'library/', tag: '1'}],
    ['app@sha256:x', {registry: 'docker.io', repository: 'library/app', digest: 'sha256:x'}],
    [digest, {registry: '', repository: '', id: digest}],
  ])('%s is taken apart', (text, parts) => expect(parseImage(text)).toEqual(parts));
  it('is pinned by a whole digest or an id only', () => {
    expect(isPinned(parseImage(digest))).toBe(true);
    expect(isPinned(parseImage(`app@${digest}`))).toBe(true);
    expect(isPinned(parseImage(`app@${digest}0`))).toBe(false);
    expect(isPinned(parseImage('app@sha256:abc'))).toBe(false);
    expect(isPinned(parseImage('app:1'))).toBe(false);
  });
});

describe('A host path', () => {
  it.each([
    ['/var/../run//docker.sock/', '/run/docker.sock'],
    ['/', '/'],
    ['\\\\.\\pipe\\Docker_Engine', '//./pipe/docker_engine'],
    ['//?/pipe/docker_engine', '//./pipe/docker_engine'],
  ])('%j is %j', (path, normal) => expect(normalPath(path)).toBe(normal));
  it.each([
    '/',
    '/var',
    '/run',
    '/var/run',
    '/run/docker',
    '/run/docker-1000.sock',
    '/run/crio/crio.sock',
    '/srv/podman.sock',
    '/run/user',
    '/run/user/0',
  ])('%s leads to a control socket', (path) => expect(isControlSocket(path)).toBe(true));
  it.each([
    '/run/user/0/x',
    '/var/lib',
    '/run/dbus',
    '/srv/docker.socket',
    '/srv/docker',
    '/srv/app.sock',
    '/var/running',
  ])('%s leads to no control socket', (path) => expect(isControlSocket(path)).toBe(false));
  it.each([
    '/',
    '/etc',
    '/etc/ssh',
    '/root/x',
    '/boot',
    '/proc/1',
    '/var/lib',
    '/var',
    '/var/lib/docker/x',
    '/var/lib/containerd',
  ])('%s is as good as root', (path) => expect(isRootEquivalent(path)).toBe(true));
  it.each(['/etcetera', '/var/lib/app', '/srv', '/home'])('%s is not as good as root', (path) =>
    expect(isRootEquivalent(path)).toBe(false),
  );
  it.each([
    '/',
    '/home',
    '/home/ops',
    '/home/ops/.aws',
    '/srv/.ssh',
    '/home/a/.config/gcloud/x',
    '/var/lib/docker',
    '/sys/fs',
    '/dev/sda',
    '/usr',
    '/lib64',
    '/run/dbus',
    '/var/run/dbus',
  ])('%s is sensitive', (path) => expect(isSensitive(path, [])).toBe(true));
  it.each(['/srv', '/home/ops/project', '/home/ops/.sshx', '/etc/localtime', '/dev/null', '/opt/app', '/library'])(
    '%s is not sensitive',
    (path) => expect(isSensitive(path, [])).toBe(false),
  );
  it.each([
    [{type: 'none', device: '/srv', o: ''}, [['device', '/srv', false]]],
    [{device: '/srv', o: 'ro,rbind'}, [['device', '/srv', true]]],
    [{type: '', device: '/srv', o: 'rw, bind'}, [['device', '/srv', false]]],
    [{type: 'none', device: 'srv', o: 'bind'}, [['device', '/srv', false]]],
    [{type: 'none', o: 'bind'}, []],
    [{type: 'ext4', device: '/dev/sdb', o: 'ro'}, []],
    [
      {type: 'overlay', device: 'overlay', o: 'lowerdir=/a:/b,upperdir=/c,workdir=/d,index=off'},
      [
        ['o', '/a', true],
        ['o', '/b', true],
        ['o', '/c', false],
        ['o', '/d', false],
      ],
    ],
    [{type: 'overlay', device: 'overlay', o: 'ro,upperdir=/c'}, [['o', '/c', true]]],
    [undefined, []],
  ])('behind the options %j of a local volume is %j', (options, expected) => {
    expect(pathsBehind(options).map(({at, source, readOnly}) => [at, source, readOnly])).toEqual(expected);
  });
});

describe('A device', () => {
  it.each(['/dev/sda1', '/dev/nvme0', '/dev/dm-0', '/dev/mapper/x', '/dev/mem', '/dev', '/dev/../dev/vda'])(
    '%s is raw',
    (path) => expect(isRawDevice(path)).toBe(true),
  );
  it.each(['/dev/null', '/dev/kvm', '/dev/memory', '/dev/fuse', '/dev/snd'])('%s is not raw', (path) =>
    expect(isRawDevice(path)).toBe(false),
  );
  it('rule covers disks by its first letter', () => {
    expect(coversBlockDevices(' b 8:0 r')).toBe(true);
    expect(coversBlockDevices('a')).toBe(true);
    expect(coversBlockDevices('c 1:3 r')).toBe(false);
  });
});

describe('Security options', () => {
  it('are split at the first equals sign even when a colon comes before', () => {
    expect(readSecurityOptions(['seccomp:a=b']).seccomp).toBeUndefined();
    expect(readSecurityOptions(['label=user:disable']).labelsDisabled).toBe(false);
    expect(readSecurityOptions(['apparmor=disable']).labelsDisabled).toBe(false);
    expect(readSecurityOptions(['seccomp={"a":"b"}']).seccomp).toBe('{"a":"b"}');
  });
  it('without a value switch on only what has none', () => {
    const options = readSecurityOptions(['seccomp', 'apparmor', 'systempaths', 'label']);
    expect(options).toEqual({
      noNewPrivileges: false,
      labelsDisabled: false,
      systemPathsUnconfined: false,
      writableCgroups: false,
    });
  });
  it.each([
    [undefined, false],
    ['unconfined', true],
    ['builtin', false],
    ['{', false],
    ['{"defaultAction":"SCMP_ACT_ERRNO"}', false],
    ['{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[]}', true],
    [' {"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["kexec_load"],"action":"SCMP_ACT_ALLOW"}]}', true],
    ['{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["kexec_load"],"action":"SCMP_ACT_ERRNO"}]}', false],
    ['{}', false],
  ])('with the filter of system calls %j let everything through: %j', (profile, isOpen) =>
    expect(isOpenSeccomp(profile)).toBe(isOpen),
  );
  it.each([
    ['spc_t', true],
    ['unconfined_t', true],
    ['unconfined_service_t', true],
    ['container_t', false],
  ])('of the type %s confine nothing: %j', (type, isFree) => expect(isUnconfinedType(type)).toBe(isFree));
  it.each(['1', 't', 'T', 'true', 'TRUE', 'True'])('take %s for true', (text) =>
    expect(readSecurityOptions([`no-new-privileges=${text}`]).noNewPrivileges).toBe(true),
  );
  it.each(['0', 'yes', '', 'tRUE'])('do not take %j for true', (text) =>
    expect(readSecurityOptions([`no-new-privileges=${text}`]).noNewPrivileges).toBe(false),
  );
});

describe('A user', () => {
  it.each([
    [undefined, 'unset'],
    [null, 'unset'],
    ['', 'unset'],
    [':5', 'unset'],
    ['0', 'root'],
    ['00:5', 'root'],
    ['root:root', 'root'],
    ['999', 'numeric'],
    ['10:0', 'numeric'],
    ['postgres', 'named'],
    ['Root', 'named'],
    ['0x0', 'named'],
  ] as const)('%j is %s', (text, kind) => expect(userKind(text)).toBe(kind));
});

describe('A credential', () => {
  it.each([
    ['POSTGRES_PASSWORD', 'x'],
    ['db.password', 'x'],
    ['api-key', 'x'],
    ['NEO4J_AUTH', 'neo4j/x'],
    ['REDISCLI_AUTH', 'x'],
    ['SENTRY_DSN', 'x'],
    ['DB_PWD', 'x'],
    ['DB_PASSWORD', '12345'],
    ['COOKIE_SALT', 'x'],
    ['PASS', 'x'],
    ['TOKEN_MAX', 'abcdef'],
    ['MY_CREDENTIALS', 'x'],
    ['SECRET_LENGTHY', '12345678abc'],
    ['X', '-----BEGIN RSA PRIVATE KEY-----'],
    ['X', `ghp_${'a'.repeat(36)}`],
    ['TOKENIZER_PASSWORD', 'x'],
    ['NUM_TOKENS', 'abc'],
  ])('is seen in %s=%s', (name, value) => expect(isCredential(name, value)).toBe(true));
  it.each([
    ['POSTGRES_DB', 'x'],
    ['DB_PASSWORD_FILE', '/x'],
    ['MYSQL_ALLOW_EMPTY_PASSWORD', 'x'],
    ['MYSQL_RANDOM_ROOT_PASSWORD', 'x'],
    ['DB_PASSWORD', ''],
    ['DB_PASSWORD', 'true'],
    ['DB_PASSWORD', '$OTHER'],
    ['DB_PASSWORD', '<set me>'],
    ['DB_PASSWORD', '/run/secrets/x'],
    ['DB_PASSWORD', '/var/run/secrets/x'],
    ['TOKEN_TTL', '15m'],
    ['PASSWORD_MIN_LENGTH', '12'],
    ['PATH', '/bin'],
    ['KEY', 'x'],
    ['AWS_ACCESS_KEY_ID', 'x'],
    ['PASSAGE', 'x'],
    ['TOKENIZER', 'bert-base'],
    ['NUM_TOKENS', '4096'],
    ['X', '-----BEGIN CERTIFICATE-----'],
    ['TASK', 'task-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['password_encryption', 'scram-sha-256'],
  ])('is not seen in %s=%s', (name, value) => expect(isCredential(name, value)).toBe(false));
  it.each([
    [['a', 'x', '--password=x'], ['--password']],
    [['-token', 'x'], ['-token']],
    [["PASSWORD='x y' app"], ['PASSWORD']],
    [['a; SECRET=x'], ['SECRET']],
    [['app --token  abc'], ['--token']],
    [['--token', '-v'], []],
    [['--token'], []],
    [['app --token $T'], []],
    [['PASSWORD="$(cat x)"'], []],
    [['--verbose', 'x'], []],
    [['requirepass', 'x'], []],
    [['redis-cli', '-h', 'x', '-a', 'pw', 'ping'], ['-a']],
    [['redis-cli -a "pw" ping'], ['-a']],
    [['redis-cli', '-a', '$PW', 'ping'], []],
    [['redis-cli ping; tar -a x'], []],
    [['CMD-SHELL', 'mysqladmin ping -ppw'], ['-p']],
    [['mariadb-admin -p"pw" ping'], ['-p']],
    [['mysqladmin ping -p$PW --protocol=tcp -P 3306'], []],
    [['mysqld', '-pw'], []],
    [['curl -fsS -u elastic:pw https://x'], ['-u']],
    [['curl', '--user=elastic:pw', 'https://x'], ['--user']],
    [['curl -u elastic:$PW https://x'], []],
    [['curl', '-H', 'Authorization: Bearer abcdefghij'], ['Authorization']],
    [['curl', '-H', 'Authorization: Bearer $TOKEN_OF_X'], []],
  ])('in %j is the value of %j', (words, names) => expect(credentialArguments(words)).toEqual(names));
  it.each(['https://u:p@h', 'redis://:p@h', 'a postgresql+asyncpg://u:p@h/d'])('is seen in %s', (text) =>
    expect(credentialUrl(text)).toBeDefined(),
  );
  it.each([
    'https://h:80/@',
    'https://u@h',
    'https://u:$P@h',
    'https://u:{{p}}@h',
    'https://u:<p>@h',
    'https://u:%s@h',
    'u:p@h',
  ])('is not seen in %s', (text) => expect(credentialUrl(text)).toBeUndefined());
});

describe('An end of life', () => {
  it('is that of the longest version that a tag begins with', () => {
    expect(endOfLife('python', '3.10.1')?.cycle).toBe('3.10');
    expect(endOfLife('postgres', '9.6-alpine')?.cycle).toBe('9.6');
    expect(endOfLife('postgres', '17')?.ends).toBe('2029-11-08');
    expect(endOfLife('neo4j', '5.26.1-community')?.cycle).toBe('5.26');
    expect(endOfLife('mirror/prom/prometheus', 'v3.5.0')?.cycle).toBe('3.5');
    expect(endOfLife('jaegertracing/all-in-one', '1.76.0')?.ends).toBe('2025-12-31');
    expect(endOfLife('nextcloud/all-in-one', '1')).toBeUndefined();
    expect(endOfLife('my-postgres', '9.6')).toBeUndefined();
    expect(endOfLife('postgres', 'v')).toBeUndefined();
    expect(endOfLife('postgres', '100')).toBeUndefined();
    expect(endOfLife('python', '3.1')).toBeUndefined();
    expect(endOfLife('unheard-of', '1')).toBeUndefined();
  });
  it('has a date and a source in every line', () => {
    for (const {ends, source, cycle} of endsOfLife) {
      expect(new Date(ends).toISOString().slice(0, 10)).toBe(ends);
      expect(source).toMatch(/^https:\/\//);
      expect(cycle).not.toBe('');
    }
  });
});

describe('A kernel parameter', () => {
  it.each([
    ['kernel.msgmax', '1'],
    ['kernel.sem', '1'],
    ['fs.mqueue.msg_max', '1'],
    ['net.core.somaxconn', '1'],
    ['net.ipv4.ip_forward', ' 0 '],
    ['net.ipv4.ip_unprivileged_port_start', '0'],
  ])('%s=%s is harmless', (name, value) => expect(isDangerousSysctl(name, value)).toBe(false));
  it.each([
    ['kernel.core_pattern', '0'],
    ['vm.overcommit_memory', '1'],
    ['fs.file-max', '1'],
    ['net.ipv4.ip_forward', '1'],
    ['net.ipv4.conf.eth0.accept_source_route', '1'],
  ])('%s=%s is dangerous', (name, value) => expect(isDangerousSysctl(name, value)).toBe(true));
});

describe('A value in a message', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'nothing'],
    ['a"b', '"a\\"b"'],
    [3, '3'],
    [true, 'true'],
    [['a'], '["a"]'],
    ['tcp://u:p@h', '"tcp://…@h"'],
  ])('%j is %s', (value, text) => expect(show(value)).toBe(text));
});

describe('Labels', () => {
  it('are read from pairs and from maps, and nothing else is one', () => {
    expect(labelsOf({labels: ['x', null, {label: 'a', value: 'b'}, {label: 'c'}], tags: {d: 'e', f: null}})).toEqual({
      ...{a: 'b', c: '', d: 'e', f: ''},
    });
    expect(labelsOf({labels: null, tags: null})).toEqual({});
    expect(labelsOf({labels: 'x', tags: 3})).toEqual({});
  });
});

describe('A look at several things', () => {
  it('passes over what is absent', () => {
    const seen: unknown[] = [];
    each([undefined, null, 0, ''], (item, index) => void seen.push([item, index]));
    eachEntry({a: undefined, b: null, c: 0}, (key, value) => void seen.push([key, value]));
    each(undefined, (item) => void seen.push(item));
    eachEntry(null, (item) => void seen.push(item));
    expect(seen).toEqual([
      [0, 2],
      ['', 3],
      ['c', 0],
    ]);
  });
  it('does not take a text for a list', () => {
    const seen: unknown[] = [];
    each('[secret]' as unknown as string[], (item) => void seen.push(item));
    eachEntry('[secret]' as unknown as Record<string, string>, (item) => void seen.push(item));
    expect(seen).toEqual([]);
  });
});

describe('One label', () => {
  it.each([
    [{labels: {a: 1}}, '1'],
    [{labels: {b: 'x'}}, undefined],
    [{labels: [{label: 'b', value: 'x'}, {label: 'a'}]}, ''],
    [{labels: [null, {label: 'a', value: 'x'}]}, 'x'],
    [{labels: 'a'}, undefined],
    [{tags: {a: 'x'}}, undefined],
    [{}, undefined],
  ])('of %j is %j', (props, expected) => expect(labelNamed(props, 'a')).toBe(expected));
});

describe('A text', () => {
  it.each([
    ['user: a\npassword: b', 'password looks like a secret'],
    ['- "api_key" : "b"', 'api_key looks like a secret'],
    ['{"user":"a","password":"b"}', 'password looks like a secret'],
    ['-----BEGIN PRIVATE KEY-----', 'holds a private key'],
    [`use glpat-${'a'.repeat(20)}`, 'holds a token'],
    ['url https://a:b@c', 'holds a URL with a password'],
    ['password = get()', undefined],
    ['token = env["X"]', undefined],
    ['password_file: /run/secrets/x', undefined],
    ['-----BEGIN CERTIFICATE-----', undefined],
    ['', undefined],
  ])('%j says %j of secrets', (text, expected) => expect(secretIn(text)).toBe(expected));
  it.each(['/etc/app/secret', 'api-tokens.json', '/x/db.password', '/home/a/.pgpass', '/x/id_rsa', '/tls/a.key'])(
    'of a name like %s is one',
    (file) => expect(namesSecret(file)).toBe(true),
  );
  it.each(['/etc/passwd', '/app/tokenizer.json', '/app/secretary.txt', '/tls/ca.pem', '/x/keys'])(
    'of a name like %s is none',
    (file) => expect(namesSecret(file)).toBe(false),
  );
});

describe('An address in a message', () => {
  it.each([
    ['tcp://u:p@ss/w@h', '"tcp://…@h"'],
    [['ssh://u@h', 'a@b'], '["ssh://…@h","a@b"]'],
    ['redis@sha256:x', '"redis@sha256:x"'],
  ])('%j is shown as %s', (value, shown) => expect(show(value)).toBe(shown));
});
