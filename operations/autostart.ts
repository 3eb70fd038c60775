import {existsSync, readFileSync} from 'node:fs';
import {homedir, userInfo} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {UserError} from '../components/core/errors';
import {commandLine} from '../components/targets/docker/shell';
import {bootScript, type Placed, type Plan, passphrasePath, unit, unitName} from './autostart/files';
import {withBootCommand, withoutBootCommand} from './autostart/wsl-conf';
import {home, openStack, root} from './session';

export interface AutostartOptions {
  readonly stack: string;
}

/** The machine that is changed: the real one, or a folder that a test made. */
export interface Host {
  /** Before every path; empty for the real one. */
  readonly prefix: string;
  readonly starter: 'systemd' | 'wsl' | undefined;
  /** Runs a program as root, with an input, and gives its output. @throws Error where it fails */
  readonly asRoot: (words: readonly string[], input?: string) => Promise<string>;
}

const wslConf = '/etc/wsl.conf';

/** What starts with this machine: systemd where it runs (sd_booted(3)), or WSL's own boot command. */
export function starterOf(prefix: string): Host['starter'] {
  if (existsSync(`${prefix}/run/systemd/system`)) return 'systemd';
  const version = existsSync(`${prefix}/proc/version`) ? readFileSync(`${prefix}/proc/version`, 'utf8') : '';
  return /microsoft/i.test(version) ? 'wsl' : undefined;
}

/** Root's hands, or sudo's: once, by hand. What runs when the machine starts has the rule that the door made. */
async function withRoot(words: readonly string[], input = ''): Promise<string> {
  const [command = '', ...rest] = process.getuid?.() === 0 ? words : ['sudo', '--', ...words];
  const {exitCode, stdout, stderr} = await execa(command, rest, {input, reject: false});
  if (exitCode === 0) return stdout;
  const instead = command === 'sudo' ? 'run it as root, or as somebody whom sudo lets' : 'mend that and repeat';
  throw new UserError(`autostart: ${words[0]} failed, got ${JSON.stringify(stderr.trim())}; ${instead}`);
}

const put = (host: Host, {path, text, mode}: Placed, owner = 'root'): Promise<string> => {
  const script =
    'umask 077; mkdir -p "$(dirname "$1")"; cat >"$1.part"; chown "$3" "$1.part"; chmod "$2" "$1.part"; mv "$1.part" "$1"';
  return host.asRoot(['sh', '-ec', script, 'sh', host.prefix + path, mode, owner], text);
};

const remove = (host: Host, ...paths: string[]): Promise<string> =>
  host.asRoot(['rm', '-f', ...paths.map((path) => host.prefix + path)]);

/** The passphrase of the stacks' state, from where operations take it too. */
function passphrase(): string {
  const {PULUMI_CONFIG_PASSPHRASE: text, PULUMI_CONFIG_PASSPHRASE_FILE: file} = process.env;
  return text ?? readFileSync(file ?? join(home(), 'passphrase'), 'utf8').trim();
}

const passedOn = [
  'KAILASH_HOME',
  'KAILASH_CACHE',
  'PULUMI_HOME',
  'PULUMI_BACKEND_URL',
  'DOCKER_HOST',
  'XDG_CACHE_HOME',
];

/** What the plan of a stack is on this machine. */
export function planOf(stack: string, kept: Plan['passphrase'], env: NodeJS.ProcessEnv = process.env): Plan {
  const environment = Object.fromEntries(passedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  return {stack, root, user: userInfo().username, environment: {HOME: homedir(), ...environment}, passphrase: kept};
}

/** The passphrase under the key of the machine, its TPM included where it has one (systemd-creds(1)). */
async function encrypted(host: Host, secret: string): Promise<string | undefined> {
  return await host.asRoot(['systemd-creds', 'encrypt', '--name=passphrase', '-', '-'], secret).catch(() => undefined);
}

async function currentConf(host: Host): Promise<string> {
  const path = host.prefix + wslConf;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Lets a stack come up with the machine. @returns what was done */
export async function switchOn(host: Host, stack: string, secret: string): Promise<string> {
  if (host.starter === 'systemd') {
    const sealed = await encrypted(host, secret);
    const plan = planOf(stack, sealed === undefined ? 'file' : 'encrypted');
    await put(host, {path: passphrasePath(plan), text: sealed ?? secret, mode: '0600'});
    await put(host, unit(plan));
    await host.asRoot(['systemctl', 'daemon-reload']);
    await host.asRoot(['systemctl', 'enable', unitName(plan)]);
    const where = sealed === undefined ? 'in a file that only root reads' : "encrypted with this machine's key";
    return `${unitName(plan)} brings stack ${stack} up with the machine; its passphrase lies ${where} (${passphrasePath(plan)})`;
  }
  const plan = planOf(stack, 'file');
  const script = bootScript(plan);
  await put(host, {path: passphrasePath(plan), text: secret, mode: '0600'}, plan.user);
  await host.asRoot(['chmod', '0711', `${host.prefix}/etc/kailash-platform`]);
  await put(host, script);
  await put(host, {path: wslConf, text: withBootCommand(await currentConf(host), script.path), mode: '0644'});
  return `WSL brings stack ${stack} up when it starts (${wslConf}); its passphrase lies in a file that only ${plan.user} reads (${passphrasePath(plan)})`;
}

/** Takes everything back. @returns what was done */
export async function switchOff(host: Host, stack: string): Promise<string> {
  const plan = planOf(stack, 'file');
  if (host.starter === 'systemd') {
    if (existsSync(host.prefix + unit(plan).path)) await host.asRoot(['systemctl', 'disable', unitName(plan)]);
    await remove(host, unit(plan).path, passphrasePath(plan), passphrasePath({...plan, passphrase: 'encrypted'}));
    await host.asRoot(['systemctl', 'daemon-reload']);
  } else {
    const script = bootScript(plan);
    const before = await currentConf(host);
    const after = withoutBootCommand(before, script.path);
    if (after !== before) await put(host, {path: wslConf, text: after, mode: '0644'});
    await remove(host, script.path, passphrasePath(plan));
  }
  return `stack ${stack} stays down when the machine starts, until ${commandLine(['./platform', 'up', '--stack', stack])}`;
}

/** `./platform autostart on|off`. */
export async function autostart(verb: string, {stack}: AutostartOptions): Promise<number> {
  if (verb !== 'on' && verb !== 'off')
    throw new UserError(`autostart: neither on nor off, got ${JSON.stringify(verb)}; write one of them`);
  const host: Host = {prefix: '', starter: starterOf(''), asRoot: withRoot};
  if (host.starter === undefined)
    throw new UserError(
      `autostart: this machine runs neither systemd nor WSL, which it needs; let what starts here run ${join(root, 'platform')} up --stack ${stack}`,
    );
  if (verb === 'on') await openStack(stack);
  console.log(`autostart: ${verb === 'on' ? await switchOn(host, stack, passphrase()) : await switchOff(host, stack)}`);
  return 0;
}
