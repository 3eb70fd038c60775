/** Titles of the CIS Docker Benchmark's recommendations that a declaration can meet or miss; numbers of version 1.6.0. */
export const cisVersion = '1.6.0';
export const cis = {
  '2.2': 'Network traffic between containers on the default bridge is restricted',
  '2.5': 'Insecure registries are not used',
  '2.7': 'TLS authentication for the Docker daemon is configured',
  '2.8': 'The default ulimit is configured appropriately',
  '2.13': 'Centralised and remote logging is configured',
  '4.1': 'A user for the container has been created',
  '4.2': 'Containers use only trusted base images',
  '4.4': 'Images are scanned and rebuilt to include security patches',
  '4.6': 'HEALTHCHECK instructions have been added to container images',
  '4.10': 'Secrets are not stored in Dockerfiles',
  '4.12': 'All signed artefacts are validated',
  '5.2': 'An AppArmor profile is enabled, if applicable',
  '5.3': 'SELinux security options are set, if applicable',
  '5.4': 'Linux kernel capabilities are restricted within containers',
  '5.5': 'Privileged containers are not used',
  '5.6': 'Sensitive host system directories are not mounted on containers',
  '5.7': 'sshd is not run within containers',
  '5.8': 'Privileged ports are not mapped within containers',
  '5.9': 'Only needed ports are open on the container',
  '5.10': "The host's network namespace is not shared",
  '5.11': 'Memory usage for containers is limited',
  '5.12': 'CPU priority is set appropriately on containers',
  '5.13': "The container's root filesystem is mounted as read only",
  '5.14': 'Incoming container traffic is bound to a specific host interface',
  '5.15': "The 'on-failure' container restart policy is set to '5'",
  '5.16': "The host's process namespace is not shared",
  '5.17': "The host's IPC namespace is not shared",
  '5.18': 'Host devices are not directly exposed to containers',
  '5.19': 'The default ulimit is overwritten at runtime if needed',
  '5.20': 'Mount propagation mode is not set to shared',
  '5.22': 'The default seccomp profile is not disabled',
  '5.25': 'Cgroup usage is confirmed',
  '5.26': 'The container is restricted from acquiring additional privileges',
  '5.27': 'Container health is checked at runtime',
  '5.28': 'Docker commands always make use of the latest version of their image',
  '5.29': 'The PIDs cgroup limit is used',
  '5.30': "Docker's default bridge docker0 is not used",
  '5.31': "The host's user namespaces are not shared",
  '5.32': 'The Docker socket is not mounted inside any containers',
  '7.2': 'Swarm services are bound to a specific host interface',
  '7.3': 'All Docker swarm overlay networks are encrypted',
  '7.4': "Docker's secret management commands are used for managing secrets in a swarm cluster",
} as const;

/** Rules of the OWASP Docker Security Cheat Sheet. */
export const owasp = {
  '0': 'Keep host and Docker up to date',
  '1': 'Do not expose the Docker daemon socket, even to the containers',
  '2': 'Set a user',
  '3': 'Limit capabilities',
  '4': 'Prevent in-container privilege escalation',
  '5': 'Be mindful of inter-container connectivity',
  '5a': 'Be careful when mapping container ports to the host with firewalls like UFW',
  '6': 'Use Linux security modules',
  '7': 'Limit resources',
  '8': 'Set filesystem and volumes to read-only',
  '9': 'Integrate container scanning tools into your CI/CD pipeline',
  '10': 'Keep the Docker daemon logging level at info',
  '11': 'Run Docker in rootless mode',
  '12': 'Utilize Docker secrets for sensitive data management',
  '13': 'Enhance supply chain security',
} as const;

/** Risks of NIST SP 800-190, chapter 4 (countermeasures). */
export const nist = {
  '4.1.1': 'Image vulnerabilities',
  '4.1.2': 'Image configuration defects',
  '4.1.3': 'Embedded malware',
  '4.1.4': 'Embedded clear text secrets',
  '4.1.5': 'Use of untrusted images',
  '4.2.1': 'Insecure connections to registries',
  '4.2.2': 'Stale images in registries',
  '4.2.3': 'Insufficient authentication and authorization restrictions',
  '4.3.3': 'Poorly separated inter-container network traffic',
  '4.3.4': 'Mixing of workload sensitivity levels',
  '4.4.1': 'Vulnerabilities within the runtime software',
  '4.4.2': 'Unbounded network access from containers',
  '4.4.3': 'Insecure container runtime configurations',
  '4.4.4': 'App vulnerabilities',
  '4.4.5': 'Rogue containers',
  '4.5.2': 'Shared kernel',
  '4.5.5': 'Host OS file system tampering',
} as const;

/** What a rule answers to, by the numbers of each standard. */
export interface Standards {
  readonly cis?: readonly (keyof typeof cis)[];
  readonly owasp?: readonly (keyof typeof owasp)[];
  readonly nist?: readonly (keyof typeof nist)[];
}

/** The one framework that the policy SDK has room for: the first that names the rule. */
export function framework(standards: Standards) {
  const [cisId] = standards.cis ?? [];
  const [owaspId] = standards.owasp ?? [];
  const [nistId] = standards.nist ?? [];
  if (cisId) {
    return {name: 'CIS Docker Benchmark', version: cisVersion, reference: cisId, specification: cis[cisId]};
  }
  if (owaspId) {
    const specification = owasp[owaspId];
    return {name: 'OWASP Docker Security Cheat Sheet', version: '2025', reference: `RULE #${owaspId}`, specification};
  }
  if (nistId) return {name: 'NIST SP 800-190', version: '2017', reference: nistId, specification: nist[nistId]};
  return undefined;
}
