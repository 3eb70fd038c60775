import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** Runs a script of bash from the checkout, and gives what it printed. */
export const sh = (script: string, ...args: string[]): string =>
  execFileSync('bash', ['-ec', script, 'sh', ...args], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']});

/** Runs a builder of a part of the machine, and gives the folder that holds it. */
export const built = (script: string): string => sh(`test/live/vm/${script}`).trim().split('\n').at(-1) ?? '';

/** The steps that a scenario took in the machine, by name: exit status and words. */
export type Steps = ReadonlyMap<string, string>;

const prefix = 'kailash-vm-';

/** What a run that was killed left is as large as a disk. */
const removeRemains = (): void => {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix)))
    if (!existsSync(`/proc/${name.slice(prefix.length).split('-')[0]}`))
      rmSync(join(tmpdir(), name), {recursive: true, force: true});
};

/** How a machine is started. */
export interface Boot {
  /** A script below `/scenario` of the machine, without its ending. */
  readonly scenario: string;
  /** Files that are its disks, the first one first. */
  readonly disks: readonly string[];
  readonly memoryMiB: number;
  /** How long a step may take; a machine that says nothing for longer is switched off. */
  readonly longestSilenceMs: number;
  /** Told of each step, with its exit status and words, and the time since the power came on. */
  readonly onStep?: (name: string, said: string, seconds: number) => void;
}

/** A small machine of its own kernel, emulated, as KVM is not everywhere and not everywhere whole. */
export class Machine {
  /** Removed with the machine. */
  readonly work: string;
  private readonly kernel: string;
  private running: ChildProcess | undefined;

  /** @param files what lies at these places of its root in memory, from the checkout */
  constructor(name: string, files: Readonly<Record<string, string>>) {
    removeRemains();
    this.work = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-${name}-`));
    const folder = built('build.sh');
    this.kernel = join(folder, 'kernel');
    const added = join(this.work, 'added');
    mkdirSync(added);
    for (const [to, from] of Object.entries(files)) cpSync(from, join(added, to), {recursive: true});
    sh('cd "$1" && find . | cpio --quiet --create --format=newc > "$1.cpio"', added);
    // The kernel unpacks archives one after the other, each at a multiple of four bytes.
    sh('cat "$1/root.cpio" "$2/added.cpio" > "$2/initrd"', folder, this.work);
  }

  /** Runs the machine until it switches itself off or restarts. What it says goes into files: a full pipe would lose some. */
  boot({scenario, disks, memoryMiB, longestSilenceMs, onStep}: Boot): Promise<Steps> {
    const [console, spoken] = [join(this.work, `${scenario}.console`), join(this.work, `${scenario}.steps`)];
    const machine = spawn(
      'qemu-system-x86_64',
      [
        ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', String(memoryMiB)],
        ...['-no-reboot', '-nic', 'none', '-display', 'none', '-monitor', 'none'],
        ...['-serial', `file:${console}`, '-serial', `file:${spoken}`],
        ...['-kernel', this.kernel, '-initrd', join(this.work, 'initrd')],
        ...['-append', `console=ttyS0 quiet loglevel=0 rdinit=/init panic=-1 scenario=${scenario}`],
        // What the machine has flushed outlives it in this one's memory; to wait for a disk here would prove nothing more.
        ...disks.flatMap((file) => ['-drive', `file=${file},if=virtio,format=raw,cache=unsafe`]),
      ],
      {stdio: 'ignore'},
    );
    this.running = machine;
    const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    const steps = new Map<string, string>();
    const started = Date.now();
    const listen = () => {
      for (const [, name = '', rest = ''] of textOf(spoken).matchAll(/^@@ ([^|]+)\|(.*?)\r?\n/gm)) {
        if (!steps.has(name)) onStep?.(name, rest, (Date.now() - started) / 1000);
        steps.set(name, rest);
      }
    };
    return new Promise((resolve, reject) => {
      const watch = setInterval(() => {
        listen();
        const heard = existsSync(spoken) ? statSync(spoken).mtimeMs : started;
        if (Date.now() - heard > longestSilenceMs) machine.kill('SIGKILL');
      }, 500);
      machine.on('error', reject);
      machine.on('close', (status, signal) => {
        clearInterval(watch);
        this.running = undefined;
        listen();
        const last = [...steps.keys()].at(-1);
        const said = last === undefined ? 'said nothing' : `said nothing after "${last}"`;
        if (last === undefined || signal !== null)
          reject(new Error(`the machine ${said} (status ${status}, ${signal}): ${textOf(console).slice(-2000)}`));
        resolve(steps);
      });
    });
  }

  remove(): void {
    this.running?.kill('SIGKILL');
    rmSync(this.work, {recursive: true, force: true});
  }
}
