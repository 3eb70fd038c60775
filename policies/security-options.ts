import {each} from './unknown';

/** What a container's security options come to; of options that contradict each other the last one holds, as for the daemon. */
export interface SecurityOptions {
  noNewPrivileges: boolean;
  seccomp?: string | undefined;
  apparmor?: string | undefined;
  labelsDisabled: boolean;
  systemPathsUnconfined: boolean;
  writableCgroups: boolean;
}

const truths = ['1', 't', 'T', 'true', 'TRUE', 'True'];

/** Reads the options as the daemon does: split at the first `=`, or at the first `:` if there is none. */
export function readSecurityOptions(options: readonly string[] | undefined): SecurityOptions {
  const result: SecurityOptions = {
    noNewPrivileges: false,
    labelsDisabled: false,
    systemPathsUnconfined: false,
    writableCgroups: false,
  };
  each(options, (option) => {
    if (option === 'systempaths=unconfined') result.systemPathsUnconfined = true;
    const separator = option.includes('=') ? '=' : ':';
    const [key, ...rest] = option.split(separator);
    const value = rest.length > 0 ? rest.join(separator) : undefined;
    const isOn = value === undefined || truths.includes(value);
    if (key === 'no-new-privileges') result.noNewPrivileges = isOn;
    if (key === 'writable-cgroups') result.writableCgroups = isOn;
    if (key === 'seccomp') result.seccomp = value;
    if (key === 'apparmor') result.apparmor = value;
    if (option === 'disable' || (key === 'label' && isNoLabel(value ?? ''))) result.labelsDisabled = true;
  });
  return result;
}

/** Whether a label, or none, leaves a container as free as a process of the host: SELinux has types that it does not confine. */
const isNoLabel = (label: string): boolean => label === 'disable' || isUnconfinedType(label.replace(/^type:/, ''));

/** Whether SELinux lets processes of this type do anything. */
export const isUnconfinedType = (type: string): boolean =>
  /^(spc|unconfined(_service)?|container_runtime)_t$/.test(type);

/** Whether a seccomp profile lets every system call through: none at all, or one that denies nothing. */
export function isOpenSeccomp(profile: string | undefined): boolean {
  if (profile === undefined || !profile.trim().startsWith('{')) return profile === 'unconfined';
  try {
    const {defaultAction, syscalls} = JSON.parse(profile) as {defaultAction?: string; syscalls?: {action?: string}[]};
    const letsThrough = (action: string | undefined) => action === 'SCMP_ACT_ALLOW' || action === 'SCMP_ACT_LOG';
    return letsThrough(defaultAction) && (syscalls ?? []).every(({action}) => letsThrough(action));
  } catch {
    return false;
  }
}
