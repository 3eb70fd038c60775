import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import {beforeAll, describe, expect, test} from 'vitest';

interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

describe('an encrypted volume', () => {
  const made: Made[] = [];
  let volumeName = '';

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({type, name, inputs}) => {
        made.push({type, name, inputs});
        return {id: `${name}-id`, state: {...inputs, result: 'generated'}};
      },
      call: () => ({}),
    });
    const {EncryptedVolume} = await import('../../../components/targets/docker/encrypted-volume');
    const volume = new EncryptedVolume('store-data', {
      stack: {project: 'kailash', stack: 'dev'},
      service: 'store',
      volume: 'data',
      sizeMiB: 512,
      method: 'fscrypt',
      owner: '999:998',
      labels: {'io.kailash.note': 'kept'},
    });
    volumeName = await new Promise((resolve) => volume.volumeName.apply(resolve));
  });

  const inputsOf = (name: string) => made.find((one) => one.name === name)?.inputs;

  test('has a key of its own, a vault and a volume, and nothing else', () => {
    expect(made.map(({type, name}) => `${type} ${name}`)).toEqual([
      'kailash:docker:EncryptedVolume store-data',
      'random:index/randomPassword:RandomPassword store-data-key',
      'command:local:Command store-data-vault',
      'docker:index/volume:Volume store-data-volume',
    ]);
    expect(volumeName).toBe('kailash-dev-store-data');
  });

  test('is bound to a folder that only the open vault has', () => {
    expect(inputsOf('store-data-volume')).toMatchObject({
      name: 'kailash-dev-store-data',
      driver: 'local',
      driverOpts: {type: 'none', o: 'bind', device: '/var/lib/kailash-platform/open/kailash-dev-store-data/data'},
    });
    expect(inputsOf('store-data-volume')?.labels).toContainEqual({label: 'io.kailash.encryption', value: 'fscrypt'});
    expect(inputsOf('store-data-volume')?.labels).toContainEqual({label: 'io.kailash.note', value: 'kept'});
  });

  test('gives the key on standard input only, and opens the vault again after a start of the machine', () => {
    const {stdin, environment, create, ...rest} = inputsOf('store-data-vault') ?? {};
    expect(JSON.stringify(stdin)).toContain('generated');
    expect(environment).toEqual({KAILASH_BOOT_ID: expect.stringMatching(/^[0-9a-f-]{36}$|^unknown$/)});
    expect(create).toContain(
      'host/vault ensure kailash-dev-store-data --size 512 --sparse --method fscrypt --owner 999:998 "$@"',
    );
    expect(JSON.stringify([create, rest])).not.toContain('generated');
    expect(rest).toMatchObject({logging: 'stderr', addPreviousOutputInEnv: false});
  });
});

test('a changed key comes first, the one before on a second line, and stays protected', async () => {
  const {declaredBy, secretText} = await import('./declared');
  const {EncryptedVolume} = await import('../../../components/targets/docker/encrypted-volume');
  const stack = {project: 'kailash', stack: 'dev'};
  const {resources} = await declaredBy(
    () => new EncryptedVolume('store-data', {stack, service: 'store', volume: 'data', sizeMiB: 64, generation: 3}),
  );
  const all = [...resources.values()];
  const opened = all.find(({name}) => name === 'store-data-vault');
  expect(secretText(opened?.inputs.stdin)).toBe('password-of-store-data-key-3\npassword-of-store-data-key-2');
  const keys = all.filter(({type}) => type.startsWith('random:'));
  expect(keys.map(({name, opts}) => [name, opts.protect])).toEqual([
    ['store-data-key-3', true],
    ['store-data-key-2', true],
  ]);
});

describe('a volume of the same name that is there already', () => {
  const device = '/var/lib/kailash-platform/open/kailash-dev-store-data/data';

  /** Runs the shell text with an engine that answers as told. */
  async function refusal(answer: string) {
    const {refusePlainVolume} = await import('../../../components/targets/docker/encrypted-volume');
    const folder = mkdtempSync(join(tmpdir(), 'encrypted-volume-'));
    try {
      writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${answer}\n`);
      chmodSync(join(folder, 'docker'), 0o755);
      const script = `${refusePlainVolume('kailash-dev-store-data', 'dev')}; echo goes on`;
      const {status, stdout, stderr} = spawnSync('sh', ['-c', script], {
        encoding: 'utf8',
        env: {PATH: `${folder}:${process.env.PATH}`},
      });
      return {status, stdout, stderr};
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  }

  test.each([
    ['is not there', 'echo "Error: No such volume" >&2; exit 1'],
    ['lies in the vault', `echo '${device} bind none'`],
  ])('is no obstacle when it %s', async (_, answer) => {
    expect(await refusal(answer)).toEqual({status: 0, stdout: 'goes on\n', stderr: ''});
  });

  test.each([
    ['a plain one', '  ', "echo '  '"],
    ['one bound elsewhere', '/srv/data bind none', "echo '/srv/data bind none'"],
  ])('is refused when it is %s', async (_, options, answer) => {
    expect(await refusal(answer)).toEqual({
      status: 1,
      stdout: '',
      stderr: `volume kailash-dev-store-data: is there already, outside of its vault, got options "${options}"; run ./platform migrate-volume --stack dev, which copies its data into a vault and keeps it until told\n`,
    });
  });
});
