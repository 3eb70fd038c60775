import {randomBytes} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {ensureImages, localTag} from '../../operations/images';
import {type Ended, run} from '../../operations/images/docker';
import {makeCertificate} from './certificate';
import {tracesIn} from './traces';

/** What one image promises, and how a container of it is asked. */
export interface Contract {
  readonly folder: string;
  /** The user that the image itself names; empty where the official one starts as root and drops. */
  readonly imageUser: string;
  /** The `uid:gid` that it must be able to run as. */
  readonly user: string;
  readonly ports: readonly number[];
  readonly volumes: readonly string[];
  readonly stopSignal?: string;
  readonly entrypoint: readonly string[] | null;
  readonly tmpfs: Readonly<Record<string, string>>;
  /** Path of the volume that must keep data. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Read-only files below `/run/config`; `SECRET` stands for the test's password. */
  readonly files?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Whether certificate, key and CA are mounted at `/run/tls`. */
  readonly tls?: boolean;
  /** A shell command inside that succeeds when the service answers. */
  readonly answers: string;
  /** Shell commands inside: `write` leaves something behind that `read` still finds after a restart. */
  readonly keeps?: {readonly write: string; readonly read: string};
  /** A shell command inside that must fail, with what it says. */
  readonly refuses?: {readonly command: string; readonly says: RegExp};
  /** Exit statuses of a clean stop. */
  readonly stopsWith: readonly number[];
  readonly startSeconds: number;
  readonly graceSeconds: number;
}

const docker = (...args: string[]): Promise<Ended> => run('docker', args);

const must = async (...args: string[]): Promise<string> => {
  const {code, output} = await docker(...args);
  if (code !== 0) throw new Error(`docker ${args[0]}: ${output}`);
  return output;
};

const until = async (seconds: number, what: string, ask: () => Promise<Ended>): Promise<void> => {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const {code, output} = await ask();
    if (code === 0) return;
    if (Date.now() > deadline) throw new Error(`${what}: no answer after ${seconds} s, last: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};

/** Builds the image when the engine lacks it, then holds a container with a read-only root and no capability against the contract. */
export const describeContract = (contract: Contract): void => {
  const name = `contract-${contract.folder.replace(/[^a-z0-9]/g, '-')}`;
  const secret = randomBytes(12).toString('hex');
  const inside = (command: string) => docker('exec', name, 'sh', '-c', command.replaceAll('SECRET', secret));
  let files = '';

  const clear = async () => {
    await docker('rm', '--force', '--volumes', name);
    await docker('volume', 'rm', '--force', name);
  };

  const start = async () => {
    const options = Object.entries(contract.tmpfs).flatMap(([path, mount]) => ['--tmpfs', `${path}:${mount}`]);
    options.push(...Object.entries(contract.env ?? {}).flatMap(([key, value]) => ['--env', `${key}=${value}`]));
    if (contract.data) options.push('--volume', `${name}:${contract.data}`);
    const hardening = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--network', 'none'];
    // Neo4j does not start where its own host name has no address.
    hardening.push('--hostname', 'localhost');
    if (contract.tls) options.push('--volume', `${files}/tls:/run/tls:ro`);
    const mounts = ['--user', contract.user, '--memory', '1536m', '--volume', `${files}/config:/run/config:ro`];
    await must(
      'run',
      '--detach',
      '--name',
      name,
      ...hardening,
      ...mounts,
      ...options,
      localTag(contract.folder),
      ...(contract.command ?? []),
    );
  };

  const answers = () =>
    until(contract.startSeconds, contract.folder, async () => {
      const asked = await inside(contract.answers);
      if (asked.code === 0) return asked;
      const said = `${asked.output}\n${(await docker('logs', '--tail', '15', name)).output}`;
      if ((await must('inspect', '--format', '{{.State.Running}}', name)) !== 'true')
        throw new Error(`${contract.folder}: ended by itself, got: ${said}`);
      return {code: 1, output: said};
    });

  describe(`the image ${contract.folder}`, () => {
    beforeAll(async () => {
      await ensureImages([contract.folder], (line) => console.log(line));
      await clear();
      files = mkdtempSync(join(tmpdir(), `${name}-`));
      mkdirSync(join(files, 'config'));
      for (const [file, text] of Object.entries(contract.files ?? {})) {
        writeFileSync(join(files, 'config', file), text.replaceAll('SECRET', secret));
      }
      if (contract.tls) await makeCertificate(join(files, 'tls'));
      await run('chmod', ['-R', 'a+rX', files]);
      await start();
      await answers();
    });

    afterAll(async () => {
      await clear();
      if (files) rmSync(files, {recursive: true, force: true});
    });

    it('declares user, ports, volumes, entrypoint and stop signal like the official one', async () => {
      const config = JSON.parse(
        await must('image', 'inspect', '--format', '{{json .Config}}', localTag(contract.folder)),
      );
      expect({
        user: config.User ?? '',
        ports: Object.keys(config.ExposedPorts ?? {}).sort(),
        volumes: Object.keys(config.Volumes ?? {}).sort(),
        stopSignal: config.StopSignal,
        entrypoint: config.Entrypoint ?? null,
      }).toEqual({
        user: contract.imageUser,
        ports: contract.ports.map((port) => `${port}/tcp`).sort(),
        volumes: [...contract.volumes].sort(),
        stopSignal: contract.stopSignal,
        entrypoint: contract.entrypoint,
      });
    });

    it('runs as its user without any capability', async () => {
      const status = (await inside('cat /proc/1/status')).output;
      expect(status).toMatch(new RegExp(`^Uid:\\t${contract.user.split(':')[0]}\\t`, 'm'));
      expect(status).toMatch(/^CapEff:\t0+$/m);
      expect(status).toMatch(/^CapBnd:\t0+$/m);
    });

    it('keeps the password out of the environment, the command lines and the log', async () => {
      const seen = await Promise.all([
        docker('inspect', name),
        inside('cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null; true'),
        docker('logs', name),
      ]);
      expect(seen.map(({output}) => output.includes(secret))).toEqual([false, false, false]);
    });

    const {refuses, keeps} = contract;
    if (refuses) {
      it('refuses whoever does not know the password', async () => {
        const {code, output} = await inside(refuses.command);
        expect(code).not.toBe(0);
        expect(output).toMatch(refuses.says);
      });
    }

    if (keeps) {
      it('keeps what was written when it starts again', async () => {
        expect(await inside(keeps.write)).toMatchObject({code: 0});
        await must('restart', '--time', String(contract.graceSeconds), name);
        await answers();
        expect(await inside(keeps.read)).toMatchObject({code: 0});
      });
    }

    it('stops by itself within its time', async () => {
      const started = Date.now();
      await must('stop', '--time', String(contract.graceSeconds), name);
      expect(Date.now() - started).toBeLessThan(contract.graceSeconds * 1000);
      expect(contract.stopsWith).toContain(Number(await must('inspect', '--format', '{{.State.ExitCode}}', name)));
      expect(await must('inspect', '--format', '{{.State.OOMKilled}}', name)).toBe('false');
    });

    it('holds no trace of the machine that built it', async () => {
      expect(await tracesIn(localTag(contract.folder))).toEqual([]);
    });
  });
};
