import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {execa} from 'execa';
import type {Connection} from '../../components/core/connection';
import {labelPrefix, physicalName, type StackName} from '../../components/core/names';
import {defaultServices, services} from '../../components/services';
import {imagesOf} from '../../components/services/parts';
import {settingsOf} from '../../components/services/settings';
import {asRoot} from '../../components/targets/docker/shell';
import {type Deployed, logicalName, resourcesIn, types} from '../../operations/deployment';
import {ensureImages, resolveImages} from '../../operations/images';
import {statesIn} from '../../operations/session';
import {useToolchain} from '../engine/toolchain';

/** The checkout. */
export const root = resolve(__dirname, '../..');
const project = 'kailash';
const keyType = 'tls:index/privateKey:PrivateKey';

/** Runs `docker` and gives what it printed. */
export const docker = (...args: string[]): string =>
  execFileSync('docker', args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']}).trim();

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** Whether nothing listens on a port of the loopback address. */
const free = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });

/** Free ports below the range that the kernel gives to outgoing connections. */
async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let port = 21_000 + (process.pid % 900) * 10; found.length < count; port++)
    if (await free(port)) found.push(port);
  return found;
}

const isDefault = (name: string): boolean => (defaultServices as readonly string[]).includes(name);

/** Builds what the engine lacks, so that no operation below has to wait for that. */
async function buildMissingImages(settings: Readonly<Record<string, unknown>>): Promise<void> {
  const texts = Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const images = imagesOf(settingsOf(Object.fromEntries(texts), 'live'));
  const references = await resolveImages(images, 'auto');
  const local = images.map((image) => image.local);
  const ours = local.filter((folder) => references.get(folder)?.startsWith('kailash-platform/'));
  await ensureImages(ours, (line) => console.log(line));
}

/** Milliseconds that `prepare()` and a first `up` may take where images have to be built. */
export const preparationMs = 1_500_000;

/** How an operation ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as they came. */
  readonly all: string;
}

/** A stack of its own: home, state, ports and names, all removed by `clean()`, also after a run that was killed. */
export class LiveStack {
  readonly stack: string;
  readonly home: string;
  readonly settingsFile: string;
  private toolchain = '';
  private readonly connections = new Map<string, Connection>();

  constructor(name: string) {
    this.stack = `live-${name}`;
    this.home = join(tmpdir(), `kailash-${this.stack}`);
    this.settingsFile = join(root, `Pulumi.${this.stack}.yaml`);
  }

  /** Where the engine finds the files of this stack's services. */
  get filesFolder(): string {
    return `/run/kailash-platform/${physicalName(this.name)}`;
  }

  get name(): StackName {
    return {project, stack: this.stack};
  }

  /** The physical name of a part. */
  named(...parts: string[]): string {
    return physicalName(this.name, ...parts);
  }

  /** Removes what an earlier run left, writes the settings, and gives the ports of PostgreSQL and Redis, and of what the settings name. */
  async prepare(settings: Readonly<Record<string, unknown>> = {}): Promise<number[]> {
    try {
      docker('version');
    } catch {
      throw new Error('live tests: no Docker engine answers; start one, or run ./platform test, which does');
    }
    this.toolchain = useToolchain();
    const names = Object.keys(services).filter((name) => isDefault(name) || name in settings);
    const ports = await freePorts(names.length);
    const perService = names.map((name, index) => [name, {port: ports[index], ...(settings[name] as object)}]);
    const all = {size: 'small', ...settings, ...Object.fromEntries(perService)};
    await buildMissingImages(all);
    this.clean();
    mkdirSync(join(this.home, 'tmp'), {recursive: true, mode: 0o700});
    this.settle(all);
    return ports;
  }

  /** Writes the settings; JSON is YAML. */
  settle(settings: Readonly<Record<string, unknown>>): void {
    const plain = {encryption: 'off', encryptionReason: 'made by a test, gone after it'};
    const config = Object.fromEntries(
      Object.entries({...plain, ...settings}).map(([key, value]) => [`${project}:${key}`, value]),
    );
    const old = existsSync(this.settingsFile) ? readFileSync(this.settingsFile, 'utf8') : '';
    const salt = /^encryptionsalt: .*$/m.exec(old)?.[0] ?? '';
    writeFileSync(this.settingsFile, `config: ${JSON.stringify(config)}\n${salt}\n`);
  }

  /** The environment of an operation: the user's own Pulumi login and passphrase do not count. */
  environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(
      ([key]) => !/^(PULUMI_|KAILASH_(?!CACHE$)|VITEST|NODE_OPTIONS)/.test(key),
    );
    return {
      ...Object.fromEntries(own),
      KAILASH_HOME: this.home,
      PULUMI_HOME: join(this.home, 'pulumi'),
      PULUMI_SKIP_UPDATE_CHECK: '1',
      TMPDIR: join(this.home, 'tmp'),
      PATH: `${this.toolchain}:${process.env.PATH ?? ''}`,
      ...more,
    };
  }

  /** Starts a program on this stack. */
  private run(command: string, words: readonly string[], more: Readonly<Record<string, string>> = {}) {
    return execa(command, [...words, '--stack', this.stack], {
      cwd: root,
      env: this.environment(more),
      extendEnv: false,
      reject: false,
      all: true,
      stdin: 'ignore',
      timeout: 480_000,
    });
  }

  /** Starts an operation as the door does once everything is installed. */
  start(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    this.forgetAfter(args);
    const words = ['-r', join(root, 'host/door/register.cjs'), join(root, 'operations/main.ts'), ...args];
    return this.run(process.execPath, words, more);
  }

  /** Runs an operation through the door itself, after words that change where it runs. */
  async throughDoor(words: readonly string[], before: readonly string[] = []): Promise<Ended> {
    const [command = '', ...args] = [...before, join(root, 'platform'), ...words];
    const {exitCode, stdout, stderr, all} = await this.run(command, args);
    this.forgetAfter(words);
    return {exitCode, stdout, stderr, all: all ?? ''};
  }

  /** Runs an operation to its end. */
  async platform(...args: readonly string[]): Promise<Ended> {
    return await this.platformWith({}, ...args);
  }

  /** Runs an operation with further environment variables. */
  async platformWith(more: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> {
    const {exitCode, stdout, stderr, all} = await this.start(args, more);
    this.forgetAfter(args);
    return {exitCode, stdout, stderr, all: all ?? ''};
  }

  /** What an operation that has to fail says, without the line of the step that it failed in. */
  async refused(words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> {
    const {exitCode, stderr, all} = await this.platformWith(more, ...words);
    if (exitCode !== 1) throw new Error(`${words.join(' ')} ended with ${exitCode}:\n${all}`);
    return stderr.replace(/^✖ .*\n/gm, '');
  }

  /** Runs an operation that has to succeed. */
  async must(...args: readonly string[]): Promise<Ended> {
    const ended = await this.platform(...args);
    if (ended.exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${ended.exitCode}:\n${ended.all}`);
    return ended;
  }

  /** How an application reaches a service; all are asked for at once, as each question takes Pulumi seconds. */
  async connection(service: string, role = 'app'): Promise<Connection> {
    if (this.connections.size === 0) {
      const {stdout, all} = await this.pulumi('stack', 'output', 'connections', '--json', '--show-secrets');
      if (!stdout.startsWith('{')) throw new Error(`connections of ${this.stack}: none, got ${all}`);
      const found = JSON.parse(stdout) as Record<string, Record<string, Connection>>;
      for (const connection of Object.values(found).flatMap((roles) => Object.values(roles)))
        this.connections.set(`${connection.service} ${connection.role}`, connection);
    }
    const connection = this.connections.get(`${service} ${role}`);
    if (!connection) throw new Error(`connections of ${this.stack}: none of ${service} for ${role}`);
    return connection;
  }

  /** Forgets the connections, as an operation may change passwords. */
  private forgetAfter([operation]: readonly string[]): void {
    if (operation !== 'connections' && operation !== 'status') this.connections.clear();
  }

  /** What `connections --format env` prints, read as a shell would. */
  async printedEnvironment(role = 'app'): Promise<Record<string, string>> {
    const {stdout} = await this.must('connections', '--role', role, '--format', 'env');
    return Object.fromEntries(
      stdout.split('\n').map((line) => {
        const [, name = '', value = ''] = /^(\w+)='(.*)'$/.exec(line) ?? [];
        if (name === '') throw new Error('connections --format env: a line is not an assignment');
        return [name, value.replaceAll("'\\''", "'")];
      }),
    );
  }

  /** Runs `pulumi` itself on this stack, as a user would without the door. */
  async pulumi(...words: readonly string[]): Promise<Ended> {
    return await this.pulumiTold('', ...words);
  }

  /** The same with a text on standard input. */
  async pulumiTold(input: string, ...words: readonly string[]): Promise<Ended> {
    const env = this.environment({
      PULUMI_BACKEND_URL: statesIn(this.home),
      PULUMI_CONFIG_PASSPHRASE_FILE: join(this.home, 'passphrase'),
    });
    const options = {cwd: root, env, extendEnv: false, reject: false, all: true, input} as const;
    const {exitCode, stdout, stderr, all} = await execa('pulumi', [...words, '--stack', this.stack], options);
    return {exitCode, stdout, stderr, all: all ?? ''};
  }

  /** A start of the machine, as far as the state can tell. */
  async forgetStart(): Promise<void> {
    await this.rewriteState((state) => state.replace(/("KAILASH_BOOT_ID": ?")[^"]+/g, '$1of-an-earlier-start'));
  }

  /** Changes the text of the state. */
  async rewriteState(change: (state: string) => string): Promise<void> {
    const {stdout: state} = await this.pulumi('stack', 'export');
    const file = join(this.home, 'rewritten.json');
    writeFileSync(file, change(state), {mode: 0o600});
    const {exitCode, all} = await this.pulumi('stack', 'import', '--file', file);
    if (exitCode !== 0) throw new Error(`${this.stack}: its state does not take what was changed:\n${all}`);
  }

  /** The resources of the state, secrets as they are. */
  private async resources(): Promise<Deployed[]> {
    const {stdout} = await this.pulumi('stack', 'export', '--show-secrets');
    return resourcesIn((JSON.parse(stdout) as {deployment: unknown}).deployment);
  }

  /** Everything that the state keeps as a secret: passwords by logical name, and lines of keys. */
  async secrets(): Promise<{passwords: Record<string, string>; keyLines: string[]}> {
    const resources = await this.resources();
    const passwords = resources.filter(({type}) => type === types.password);
    const keys = resources.filter(({type}) => type === keyType);
    const pems = keys.flatMap(({outputs}) => [String(outputs.privateKeyPem), String(outputs.privateKeyPemPkcs8)]);
    return {
      passwords: Object.fromEntries(passwords.map(({urn, outputs}) => [logicalName(urn), String(outputs.result)])),
      keyLines: pems.flatMap((pem) => pem.split('\n').filter((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line))),
    };
  }

  /** The private key of the stack's own CA, PEM. */
  async authorityKey(): Promise<string> {
    const resources = await this.resources();
    const key = resources.find(({urn, type}) => type === keyType && urn.includes('StackAuthority'));
    if (!key) throw new Error(`${this.stack}: no key of the stack's CA in the state`);
    return String(key.outputs.privateKeyPem);
  }

  /** What the engine has of this stack. */
  inEngine(): {containers: string[]; networks: string[]; volumes: string[]} {
    const filter = ['--filter', `label=${labelPrefix}.stack=${this.stack}`];
    return {
      containers: lines(docker('ps', '--all', '--quiet', ...filter)),
      networks: lines(docker('network', 'ls', '--quiet', ...filter)),
      volumes: lines(docker('volume', 'ls', '--quiet', ...filter)),
    };
  }

  /** Ends what a killed run of this stack left running: known by the home in its environment, which nobody else has. */
  private endOrphans(): void {
    for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)) {
      try {
        if (readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`KAILASH_HOME=${this.home}`))
          process.kill(Number(pid), 'SIGKILL');
      } catch {
        // Gone meanwhile, or another user's.
      }
    }
  }

  /** Closes and deletes the vaults of this stack. */
  private deleteVaults(): void {
    const folder = '/var/lib/kailash-platform/vaults';
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(`${this.named()}-`)) : [];
    for (const name of names)
      for (const verb of ['close', 'delete'])
        execFileSync('sh', ['-c', asRoot('vault', [verb, name])], {
          cwd: root,
          stdio: ['ignore', 'ignore', 'inherit'],
        });
  }

  /** Removes everything of the stack, whatever state it is in. */
  clean(): void {
    this.endOrphans();
    const {containers, networks, volumes} = this.inEngine();
    if (containers.length > 0) docker('rm', '--force', '--volumes', ...containers);
    if (networks.length > 0) docker('network', 'rm', ...networks);
    if (volumes.length > 0) docker('volume', 'rm', ...volumes);
    this.deleteVaults();
    const remove = asRoot('deliver', ['remove', this.named()]);
    execFileSync('sh', ['-c', remove], {cwd: root, stdio: ['ignore', 'ignore', 'inherit']});
    rmSync(this.settingsFile, {force: true});
    rmSync(this.home, {recursive: true, force: true});
  }
}
