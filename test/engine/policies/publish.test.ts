import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {rules} from '../../../policies/all';
import {version} from '../../../policies/package.json';
import {compliant} from '../../unit/policies/fixtures';
import {isolated} from '../temporary-stack';
import {useToolchain} from '../toolchain';
import {policyCloud} from './cloud';
import {pack, runWithPack} from './preview';

let folder: string;
let cloud: Awaited<ReturnType<typeof policyCloud>>;
beforeAll(async () => {
  useToolchain();
  folder = mkdtempSync(join(tmpdir(), 'kailash-publish-'));
  cloud = await policyCloud();
});
afterAll(() => {
  cloud.close();
  rmSync(folder, {recursive: true, force: true});
});

describe('pulumi policy publish', () => {
  it('hands every rule and the whole pack over', async () => {
    const env = {
      ...isolated(folder),
      PULUMI_BACKEND_URL: cloud.address,
      PULUMI_ACCESS_TOKEN: 'pul-for-the-server-of-this-test',
    };
    const {all} = await execa('pulumi', ['policy', 'publish', 'reviewer'], {
      cwd: pack,
      env,
      all: true,
      stdin: 'ignore',
    });
    expect(all).toContain(`Publishing "kailash-docker" - version ${version} to "reviewer"`);
    const {publication, archive, isComplete} = cloud.received;
    expect([isComplete, publication?.name, publication?.versionTag]).toEqual([true, 'kailash-docker', version]);
    const declared = rules.map(({name, level}) => [name, level]).sort();
    expect(publication?.policies.map((one) => [one.name, one.enforcementLevel]).sort()).toEqual(declared);
    expect(archive?.length).toBeGreaterThan(10_000);
  });
});

describe('What was published, in a folder of its own', () => {
  it('is installed, refuses a program that breaks a rule, and lets one pass that breaks none', async () => {
    const file = join(folder, 'pack.tgz');
    writeFileSync(file, cloud.received.archive ?? '');
    const alone = join(folder, 'alone');
    mkdirSync(alone);
    execFileSync('tar', ['-xzf', file, '-C', alone, '--strip-components=1']);
    await execa('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {cwd: alone});
    const subject = {type: compliant.container.type, name: 'subject', inputs: {...compliant.container.inputs}};
    const privileged = {...subject, inputs: {...subject.inputs, privileged: true}};
    const refused = await runWithPack([privileged], {pack: alone});
    expect(refused.violations.map(({resource, rule}) => [resource, rule])).toEqual([['subject', 'forbid-privileged']]);
    expect(refused.isRefused).toBe(true);
    expect((await runWithPack([subject], {pack: alone})).isRefused).toBe(false);
  });
});
