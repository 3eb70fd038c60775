import {execFileSync, spawn} from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';

/** The checkout under test. */
export const source = join(__dirname, '..', '..');

/** Programs that a machine may lack; all others of the system's folders are there in every test. */
const optional =
  /^(node|nodejs|npm|npx|corepack|pip[\d.]*|python[\d.]*|curl|wget|apt(-get)?|docker.*|containerd.*|sudo|go|gofmt|pulumi.*|service|systemctl|shellcheck|mmdebstrap)$/;

const executable = (path: string, text: string): void => {
  mkdirSync(join(path, '..'), {recursive: true});
  writeFileSync(path, text);
  chmodSync(path, 0o755);
};

/** Where the machine that runs the tests has a program. */
const whereIs = (name: string): string => {
  const folder = (process.env.PATH ?? '').split(delimiter).find((place) => existsSync(join(place, name)));
  if (folder === undefined) throw new Error(`${name}: is not on the PATH of the tests`);
  return join(folder, name);
};

/** How a run of the door ended. */
export interface Ended {
  readonly status: number;
  readonly said: string;
  readonly printed: string;
  readonly seconds: number;
}

/** A copy of the door on a made-up machine, which has only the programs that it is given. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'door-'));
  readonly root = join(this.folder, 'checkout');
  readonly cache = join(this.folder, 'cache');
  private readonly programs = join(this.folder, 'programs');
  private readonly system = join(this.folder, 'system');

  constructor() {
    chmodSync(this.folder, 0o755);
    for (const path of ['platform', 'host/door', 'package.json', 'package-lock.json', 'tsconfig.json'])
      cpSync(join(source, path), join(this.root, path), {recursive: true});
    // An operation that needs nothing but Node.js.
    const door = readFileSync(join(source, 'platform'), 'utf8').replace('    doctor) echo', '    doctor | greet) echo');
    writeFileSync(join(this.root, 'platform'), door);
    symlinkSync(join(source, 'node_modules'), join(this.root, 'node_modules'));
    this.file('operations/main.ts', 'console.log("operation", ...process.argv.slice(2), "on", process.version);\n');
    this.script('toolchain/build', 'echo "toolchain: nothing to build with" >&2; exit 1');
    mkdirSync(this.programs);
    mkdirSync(this.system);
    for (const place of ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'].filter(existsSync))
      for (const name of readdirSync(place))
        if (!optional.test(name) && !existsSync(join(this.system, name)))
          symlinkSync(join(place, name), join(this.system, name));
  }

  /** Writes a file of the checkout. */
  file(path: string, text: string): void {
    mkdirSync(join(this.root, path, '..'), {recursive: true});
    writeFileSync(join(this.root, path), text);
  }

  /** Writes a script of the checkout. */
  script(path: string, body: string): void {
    executable(join(this.root, path), `#!/bin/sh\n${body}\n`);
  }

  /** Puts a made-up program on the machine. */
  program(name: string, body: string): void {
    executable(join(this.programs, name), `#!/bin/sh\n${body}\n`);
  }

  /** Puts programs of the real machine on this one. */
  real(...names: readonly string[]): void {
    for (const name of names) this.program(name, `exec "${whereIs(name)}" "$@"`);
  }

  /** Makes the checkout another user's, where the tests may do so. */
  giveTo(user: number): void {
    if (process.getuid?.() === 0) execFileSync('chown', ['-RhP', `${user}:${user}`, this.root]);
  }

  /** What is in the cache, interrupted things included, without Node.js' own of compiled code. */
  cached(): readonly string[] {
    return existsSync(this.cache) ? readdirSync(this.cache).filter((name) => name !== 'compiled') : [];
  }

  private get environment(): NodeJS.ProcessEnv {
    const {KAILASH_FROM_REGISTRIES: _forced, DOCKER_HOST: _host, ...environment} = process.env;
    return {...environment, PATH: `${this.programs}${delimiter}${this.system}`, KAILASH_CACHE: this.cache};
  }

  /** Starts the door; `through` is a command before it, for another user or namespace. */
  start(args: readonly string[], settings: Readonly<Record<string, string>> = {}, through: readonly string[] = []) {
    const [command = '', ...rest] = [...through, join(this.root, 'platform'), ...args];
    const child = spawn(command, rest, {
      cwd: this.folder,
      env: {...this.environment, ...settings},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const begin = performance.now();
    let said = '';
    let printed = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.stdout.on('data', (data) => {
      printed += data;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) =>
        resolve({status: code ?? -1, said, printed, seconds: (performance.now() - begin) / 1000}),
      );
    });
    return {child, ended};
  }

  run(
    args: readonly string[],
    settings: Readonly<Record<string, string>> = {},
    through: readonly string[] = [],
  ): Promise<Ended> {
    return this.start(args, settings, through).ended;
  }

  remove(): void {
    rmSync(this.folder, {recursive: true, force: true});
  }
}
