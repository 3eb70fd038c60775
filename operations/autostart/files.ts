import {commandLine} from '../../components/targets/docker/shell';

/** What is started with the machine, and how. */
export interface Plan {
  readonly stack: string;
  /** The checkout. */
  readonly root: string;
  readonly user: string;
  /** Whose Pulumi state, Node.js and so on: nothing of it secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** `encrypted`: systemd keeps the passphrase under the machine's key. `file`: it lies in a file of mode 0600. */
  readonly passphrase: 'encrypted' | 'file';
}

/** A file that is put on the machine. */
export interface Placed {
  readonly path: string;
  readonly text: string;
  /** Octal, as chmod takes it. */
  readonly mode: string;
}

const folder = '/etc/kailash-platform';

/** Where the passphrase lies that opens the stack's state, and with it its vaults. */
export const passphrasePath = ({stack, passphrase}: Plan): string =>
  `${folder}/${stack}.${passphrase === 'encrypted' ? 'cred' : 'passphrase'}`;

export const unitName = ({stack}: Plan): string => `kailash-platform-${stack}.service`;

/** One word of a unit's line, where `%` means something (systemd.unit(5)). */
const word = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;

/** In a command, `$` does too (systemd.service(5)). */
const argument = (text: string): string => word(text).replaceAll('$', '$$$$');

/** The unit that brings a stack up with the machine; systemd hands the passphrase to it alone, in memory. Pure. */
export function unit(plan: Plan): Placed {
  const {stack, root, user, environment, passphrase} = plan;
  const load = passphrase === 'encrypted' ? 'LoadCredentialEncrypted' : 'LoadCredential';
  const lines = [
    '[Unit]',
    `Description=kailash-platform: vaults and services of the stack ${stack}`,
    'Wants=network-online.target',
    'After=network-online.target docker.service',
    '',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    `User=${user}`,
    `WorkingDirectory=${root.replaceAll('%', '%%')}`,
    ...Object.entries(environment).map(([name, value]) => `Environment=${word(`${name}=${value}`)}`),
    `${load}=passphrase:${passphrasePath(plan)}`,
    `ExecStart=/usr/bin/env PULUMI_CONFIG_PASSPHRASE_FILE=\${CREDENTIALS_DIRECTORY}/passphrase ${argument(`${root}/platform`)} up --stack ${stack}`,
    'TimeoutStartSec=30min',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ];
  return {path: `/etc/systemd/system/${unitName(plan)}`, text: lines.join('\n'), mode: '0644'};
}

/** What WSL runs, as root, when it starts: it knows no users and has no environment. Pure. */
export function bootScript(plan: Plan): Placed {
  const {stack, root, user, environment} = plan;
  const variables = {...environment, PULUMI_CONFIG_PASSPHRASE_FILE: passphrasePath(plan)};
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const words = ['runuser', '-u', user, '--', 'env', ...assignments, `${root}/platform`, 'up', '--stack', stack];
  const text = `#!/bin/sh
# Made by ./platform autostart on; ./platform autostart off takes it away.
exec >/var/log/kailash-platform-${stack}.log 2>&1
${commandLine(words)}
`;
  return {path: `${folder}/start-${stack}`, text, mode: '0700'};
}
