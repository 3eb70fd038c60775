import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {UserError} from '../../../components/core/errors';
import {folderHash, listedIn, localTag, officialReference, resolveImages} from '../../../operations/images';
import {explainPull} from '../../../operations/images/explain';

const digest = `sha256:${'a'.repeat(64)}`;
const image = {repository: 'docker.io/library/postgres', tag: '15-bookworm', digest, local: 'postgres'};

describe('the list of the engine', () => {
  const other = `sha256:${'b'.repeat(64)}`;
  const has = listedIn(
    [
      `postgres:<none> postgres@${digest}`,
      `minio/minio:2 minio/minio@${digest}`,
      `127.0.0.1:5000/library/redis:<none> 127.0.0.1:5000/library/redis@${digest}`,
      'kailash-platform/redis:0123456789ab kailash-platform/redis@<none>',
      '<none>:<none> <none>@<none>',
    ].join('\n'),
  );

  it.each([
    `docker.io/library/postgres:15-bookworm@${digest}`,
    `docker.io/minio/minio:2@${digest}`,
    `127.0.0.1:5000/library/redis:7@${digest}`,
    'kailash-platform/redis:0123456789ab',
  ])('has %s', (reference) => {
    expect(has(reference)).toBe(true);
  });

  it.each([
    `docker.io/library/postgres:15-bookworm@${other}`,
    `docker.io/library/redis:7@${digest}`,
    'kailash-platform/redis:0123456789ac',
    'kailash-platform/postgres:0123456789ab',
  ])('has not %s', (reference) => {
    expect(has(reference)).toBe(false);
  });
});

describe('the hash of a folder', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-hash-'));
  });
  afterAll(() => rmSync(folder, {recursive: true}));

  const made = (name: string, files: Record<string, string>): string => {
    const path = join(folder, name);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(path, file, '..'), {recursive: true});
      writeFileSync(join(path, file), text);
    }
    return path;
  };

  it('is the same for the same names and contents, wherever they are', () => {
    const first = folderHash(made('one', {a: '1', 'b/c': '2'}));
    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(folderHash(made('two', {'b/c': '2', a: '1'}))).toBe(first);
  });

  it('differs with a name, a content, where one file ends, and what it builds upon', () => {
    const hashes = [
      folderHash(made('plain', {a: '1', b: '2'})),
      folderHash(made('renamed', {a: '1', c: '2'})),
      folderHash(made('changed', {a: '1', b: '3'})),
      folderHash(made('shifted', {a: '12', b: ''})),
      folderHash(join(folder, 'plain'), 'another base'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('follows links, since some images share files', () => {
    const target = made('target', {a: '1'});
    mkdirSync(join(folder, 'linking'));
    symlinkSync(join(target, 'a'), join(folder, 'linking', 'a'));
    expect(folderHash(join(folder, 'linking'))).toBe(folderHash(target));
  });
});

describe('the tag of a local image', () => {
  it('names the folder and twelve digits', () => {
    expect(localTag('postgres')).toMatch(/^kailash-platform\/postgres:[0-9a-f]{12}$/);
    expect(localTag('postgres')).toBe(localTag('postgres'));
  });

  it('says which folder does not exist', () => {
    expect(() => localTag('nothing')).toThrow(
      new UserError('images/nothing: no such folder; name one of those below images/'),
    );
  });
});

describe('the reference of an official image', () => {
  it('has tag and digest', () => {
    expect(officialReference(image)).toBe(`docker.io/library/postgres:15-bookworm@${digest}`);
  });

  it.each([
    ['docker.io/library/postgres', 'mirror.example:5000/hub', 'mirror.example:5000/hub/library/postgres'],
    ['quay.io/minio/minio', 'mirror.example/quay/', 'mirror.example/quay/minio/minio'],
    ['localhost/team/thing', 'mirror.example', 'mirror.example/team/thing'],
    ['library/postgres', 'mirror.example', 'mirror.example/library/postgres'],
    ['postgres', 'mirror.example', 'mirror.example/postgres'],
  ])('of %s behind %s is %s', (repository, mirror, expected) => {
    expect(officialReference({...image, repository}, mirror)).toBe(`${expected}:15-bookworm@${digest}`);
  });

  it('is refused without a digest', () => {
    expect(() => officialReference({...image, digest: undefined})).toThrow(
      new UserError(
        'images: docker.io/library/postgres:15-bookworm has no digest, and is not pulled without one; ' +
          'write images: local, or put the digest into the definition that uses images/postgres',
      ),
    );
  });
});

describe('resolving without asking anyone', () => {
  it('takes the local tag when the setting is local', async () => {
    expect(await resolveImages([image], 'local')).toEqual(new Map([['postgres', localTag('postgres')]]));
  });

  it('takes tag and digest, with the mirror, when the setting is registry', async () => {
    const resolved = await resolveImages([image], 'registry', {mirror: 'mirror.example'});
    expect(resolved.get('postgres')).toBe(`mirror.example/library/postgres:15-bookworm@${digest}`);
  });

  it('takes the local tag on auto when no digest is known', async () => {
    expect((await resolveImages([{...image, digest: undefined}], 'auto')).get('postgres')).toBe(localTag('postgres'));
  });
});

describe('a failed pull is explained', () => {
  it.each([
    [
      'Error response from daemon: Head "x": unauthorized: authentication required',
      'images: the registry refused the credentials for r, got: Error response from daemon: Head "x": unauthorized: authentication required; run docker login for this registry',
    ],
    [
      'Pulling\nError response from daemon: manifest for r not found: manifest unknown',
      'images: the registry has no image with this digest for r, got: Error response from daemon: manifest for r not found: manifest unknown; correct the digest, or write images: local',
    ],
    [
      'dial tcp 127.0.0.1:1: connect: connection refused',
      'images: the registry does not answer for r, got: dial tcp 127.0.0.1:1: connect: connection refused; check the network and the setting mirror, or write images: local',
    ],
    [
      'x509: certificate signed by unknown authority',
      "images: the engine does not trust the registry's certificate for r, got: x509: certificate signed by unknown authority; put the registry's CA where the engine looks for it (certs.d/<host>/ca.crt)",
    ],
    [
      'no space left on device',
      'images: cannot pull r, got: no space left on device; write images: local to build it here',
    ],
    ['', 'images: cannot pull r, got: nothing; write images: local to build it here'],
  ])('%s', (output, message) => {
    expect(explainPull('r', output)).toBe(message);
  });
});
