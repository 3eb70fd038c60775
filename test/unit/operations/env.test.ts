import {chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {execa} from 'execa';
import {afterAll, expect, it} from 'vitest';
import {root} from '../../../operations/session';

const folder = mkdtempSync(join(tmpdir(), 'kailash env '));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

it('gives a shell the programs, the state and the passphrase, whatever is in their names', async () => {
  const [tools, home] = [join(folder, "it's tools"), join(folder, 'home')];
  mkdirSync(tools);
  writeFileSync(join(tools, 'pulumi'), '#!/bin/sh\n');
  chmodSync(join(tools, 'pulumi'), 0o755);
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('PULUMI_'));
  const env = {
    ...Object.fromEntries(own),
    PATH: [tools, process.env.PATH].join(delimiter),
    KAILASH_HOME: home,
    PULUMI_HOME: home,
  };
  const words = ['-r', join(root, 'host/door/register.cjs'), join(root, 'operations/main.ts'), 'env'];
  const {stdout, stderr} = await execa(process.execPath, words, {env, extendEnv: false});
  expect(stderr).toContain(`passphrase: made ${home}/passphrase;`);
  const shell = 'eval "$0"; printf "%s\\n" "$PATH" "$PULUMI_BACKEND_URL" "$PULUMI_CONFIG_PASSPHRASE_FILE"';
  const shown = await execa('sh', ['-c', shell, stdout], {
    env: {PATH: '/usr/bin:/bin'},
    extendEnv: false,
  });
  expect(shown.stdout.split('\n')).toEqual([
    [dirname(process.execPath), tools, '/usr/bin', '/bin'].join(delimiter),
    `file://${home}/state?metadata=skip`,
    `${home}/passphrase`,
  ]);
  expect(statSync(`${home}/passphrase`).mode & 0o777).toBe(0o600);
});
