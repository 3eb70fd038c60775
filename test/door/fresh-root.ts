import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {source} from './checkout';

const prefix = 'fresh-root-';

/** How this machine reaches proxies and mirrors, by variables. */
const network =
  /^(https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|GOPROXY|GONOSUMDB|PIP_INDEX_URL|PIP_EXTRA_INDEX_URL|npm_config_registry)$/;

const removeRemains = (): void => {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    if (!existsSync(`/proc/${name.slice(prefix.length).split('-')[0]}`))
      execFileSync('rm', ['-rf', join(tmpdir(), name)]);
  }
};

/** A Debian of nothing but its essential packages and apt, with the checkout in it and this machine's way to packages. */
export class FreshRoot {
  private readonly work: string;
  private readonly root: string;

  constructor() {
    removeRemains();
    this.work = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    this.root = join(this.work, 'root');
    execFileSync(join(source, 'images/base/network.sh'), [this.work]);
    const mirror = join(this.work, 'sources.list');
    const options = [
      '--quiet',
      '--variant=minbase',
      `--aptopt=${join(this.work, 'apt-host.conf')}`,
      '--aptopt=Acquire::Languages "none"',
    ];
    execFileSync('mmdebstrap', [...options, 'bookworm', this.root, mirror], {stdio: ['ignore', 'ignore', 'inherit']});
    this.give(join(this.work, 'ca.crt'), 'etc/company/ca.crt');
    this.give(join(this.work, 'pip.conf'), 'etc/pip.conf');
    this.give('/etc/resolv.conf', 'etc/resolv.conf');
    this.give('/etc/hosts', 'etc/hosts');
    this.give(join(homedir(), '.npmrc'), 'home/someone/.npmrc');
    this.give(join(homedir(), '.config/go/env'), 'home/someone/.config/go/env');
    const left = ['node_modules', '.git', '.platform', 'report', 'bin'].map((name) => join(source, name));
    cpSync(source, join(this.root, 'checkout'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !left.includes(path),
    });
  }

  private give(from: string, to: string): void {
    if (!existsSync(from)) return;
    mkdirSync(dirname(join(this.root, to)), {recursive: true});
    copyFileSync(from, join(this.root, to));
  }

  private command(script: string): string[] {
    const variables = Object.entries(process.env)
      .filter(([name]) => network.test(name))
      .map(([name, value]) => `${name}=${value}`);
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    const inside = [
      'chroot',
      this.root,
      'env',
      '-i',
      'HOME=/home/someone',
      path,
      'SSL_CERT_FILE=/etc/company/ca.crt',
      ...variables,
    ];
    const mounted = 'mount -t proc proc "$0/proc" && exec "$@"';
    const apart = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', mounted, this.root];
    return [...apart, ...inside, 'bash', '-c', `cd /checkout && ${script}`];
  }

  /** Runs a script inside to its end. */
  run(script: string): {readonly status: number | null; readonly printed: string; readonly said: string} {
    const {status, stdout, stderr} = spawnSync('unshare', this.command(script), {encoding: 'utf8', maxBuffer: 2 ** 26});
    return {status, printed: stdout, said: stderr};
  }

  /** Runs a script inside until it has said something, then ends everything in there. */
  runUntil(script: string, text: string): Promise<string> {
    return new Promise((resolve) => {
      const child = spawn('unshare', this.command(script), {stdio: ['ignore', 'ignore', 'pipe']});
      let said = '';
      child.stderr.on('data', (data) => {
        said += data;
        if (said.includes(text)) child.kill('SIGKILL');
      });
      child.on('close', () => resolve(said));
    });
  }

  remove(): void {
    execFileSync('rm', ['-rf', this.work]);
  }
}
