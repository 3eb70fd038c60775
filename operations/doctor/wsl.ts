import type {Look, Machine, Row} from './machine';
import type {Needs} from './needs';

/** A value of an INI file as Windows and WSL write them, without a comment behind it; names are not case-sensitive. */
export function setting(text: string | undefined, section: string, key: string): string | undefined {
  let inside = false;
  for (const line of (text ?? '').split(/\r?\n/)) {
    const head = /^\s*\[(.+?)\]/.exec(line)?.[1];
    if (head !== undefined) inside = head.toLowerCase() === section.toLowerCase();
    const [name = '', ...value] = line.replace(/#.*/, '').split('=');
    if (inside && value.length > 0 && name.trim().toLowerCase() === key.toLowerCase()) return value.join('=').trim();
  }
  return undefined;
}

const windowsFile = (machine: Machine): string | undefined =>
  machine
    .list('/mnt/c/Users')
    .map((user) => machine.read(`/mnt/c/Users/${user}/.wslconfig`))
    .find((text) => text !== undefined);

const factors: Readonly<Record<string, number>> = {T: 2 ** 20, G: 2 ** 10, M: 1, '': 1 / 2 ** 20};

/** A size as `.wslconfig` has it, in MiB: `8GB`, `512MB`, or bytes; not a number for anything else. */
function mebibytes(text: string): number {
  const [, digits, unit = ''] = /^(\d+)\s*(?:([TGM])B?)?$/i.exec(text) ?? [];
  return Number(digits) * (factors[unit.toUpperCase()] ?? Number.NaN);
}

/** What Windows grants WSL against what the stack needs. */
function granted(text: string | undefined, needs: Needs): Row {
  const keys = ['memory', 'processors', 'swap'] as const;
  const [memory, processors] = keys.map((key) => setting(text, 'wsl2', key));
  const lines = keys.flatMap((key) => {
    const value = setting(text, 'wsl2', key);
    return value === undefined ? [] : [`${key}=${value}`];
  });
  const tooLittle = memory !== undefined && mebibytes(memory) < needs.memoryMiB;
  const tooFew = processors !== undefined && Number(processors) < needs.processors;
  return {
    subject: '.wslconfig',
    found: text === undefined ? 'none: half of the memory' : lines.join(', ') || 'sets neither memory nor processors',
    needed: `${needs.memoryMiB} MiB and ${needs.processors} processors for ${needs.of}`,
    state: tooLittle || tooFew ? 'worth a look' : 'well',
    ...((tooLittle || tooFew) && {mend: './platform windows --run raises it; then in Windows: wsl --shutdown'}),
  };
}

/** The version of WSL and what Windows grants it; nothing where this is not WSL. */
export const wsl =
  (needs: Needs): Look =>
  (machine): Row[] => {
    const kernel = `${machine.read('/proc/sys/kernel/osrelease') ?? ''} ${machine.read('/proc/version') ?? ''}`;
    if (!/microsoft/i.test(kernel)) return [];
    const second = /WSL2|microsoft-standard/i.test(kernel);
    return [
      {
        subject: 'WSL',
        found: second ? 'version 2' : 'version 1',
        needed: 'version 2',
        state: second ? 'well' : 'in the way',
        ...(!second && {mend: 'in Windows: wsl --set-version <distribution> 2'}),
      },
      granted(windowsFile(machine), needs),
    ];
  };

function systemd(machine: Machine): Row {
  const runs = machine.read('/proc/1/comm')?.trim() === 'systemd';
  const asked = setting(machine.read('/etc/wsl.conf'), 'boot', 'systemd') === 'true';
  return {
    subject: 'systemd',
    found: runs ? 'runs' : asked ? 'set in /etc/wsl.conf, does not run yet' : 'does not run',
    needed: 'starts the engine with WSL',
    state: runs ? 'well' : 'worth a look',
    ...(!runs && {
      mend: asked ? 'in Windows: wsl --shutdown' : 'write [boot] systemd=true into /etc/wsl.conf, then wsl --shutdown',
    }),
  };
}

function network(text: string | undefined): Row[] {
  const mode = setting(text, 'wsl2', 'networkingMode') ?? 'nat';
  const forwards = setting(text, 'wsl2', 'localhostForwarding') !== 'false';
  const mirrored = mode.toLowerCase() === 'mirrored';
  return [
    {
      subject: 'networking mode',
      found: mode,
      needed: 'any; use 127.0.0.1 from Windows',
      state: mirrored ? 'worth a look' : 'well',
      ...(mirrored && {mend: 'from Windows use 127.0.0.1: localhost is slow there (microsoft/WSL#11186)'}),
    },
    {
      subject: 'localhost from Windows',
      found: forwards || mirrored ? 'reaches WSL' : 'localhostForwarding=false',
      needed: 'reaches WSL',
      state: forwards || mirrored ? 'well' : 'worth a look',
      ...(!forwards && !mirrored && {mend: './platform windows --run, or remove the line from .wslconfig'}),
    },
  ];
}

async function engine(machine: Machine): Promise<Row[]> {
  const system = await machine.ask('docker', 'info', '--format', '{{.OperatingSystem}}');
  if (system === undefined) return [];
  const desktop = /docker desktop/i.test(system);
  return [
    {
      subject: 'kind of engine',
      found: desktop ? 'Docker Desktop' : 'native',
      needed: 'native for encrypted volumes',
      state: desktop ? 'worth a look' : 'well',
      ...(desktop && {
        mend: 'vaults of this distribution can not be mounted there: install docker.io here, or write encryption: off with an encryptionReason',
      }),
    },
  ];
}

function place(root: string): Row {
  const slow = /^\/mnt\/[a-z]\//.test(root);
  return {
    subject: 'checkout',
    found: slow ? `on Windows' disk (${root})` : "on WSL's own disk",
    needed: "on WSL's own disk",
    state: slow ? 'worth a look' : 'well',
    ...(slow && {mend: 'clone it below your home folder: files on /mnt are slow and have no modes'}),
  };
}

/** What matters under WSL besides its version; nothing elsewhere. */
export const wslDetails =
  (root: string): Look =>
  async (machine) => {
    if (!/microsoft/i.test(machine.read('/proc/version') ?? '')) return [];
    return [systemd(machine), ...network(windowsFile(machine)), ...(await engine(machine)), place(root)];
  };
