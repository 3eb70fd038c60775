/** A capability as the daemon compares it: upper case, without `CAP_`; `ALL` alone means all, `CAP_ALL` is none it knows. */
export function capability(name: string): string {
  const upper = name.trim().toUpperCase();
  return upper === 'CAP_ALL' ? upper : upper.replace(/^CAP_/, '');
}

/** Capabilities that amount to root on the host. */
export const rootCapabilities = ['SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO'] as const;

/** Capabilities that reach into the host's network, clock, kernel or scheduling. */
export const hostCapabilities = [
  ...['NET_ADMIN', 'BPF', 'SYS_BOOT', 'PERFMON', 'SYS_TIME', 'SYSLOG', 'SYS_NICE', 'IPC_LOCK', 'LEASE'],
] as const;

/** Capabilities that read other processes or past file permissions. */
export const inspectionCapabilities = ['SYS_PTRACE', 'DAC_READ_SEARCH'] as const;
