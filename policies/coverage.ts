import {cis, nist, owasp} from './standards';

/** Why no rule answers to a recommendation. */
export interface Gap {
  readonly id: string;
  readonly title: string;
  readonly state: 'not expressible' | 'not applicable';
  readonly reason: string;
}

const daemon = "a setting of the engine's daemon, which a declaration of containers does not see";
const image = 'what is inside an image is not part of a declaration';
const swarm = 'the state of a swarm cluster is not part of a declaration';

const gap = (state: Gap['state'], reason: string, items: Readonly<Record<string, string>>): Gap[] =>
  Object.entries(items).map(([id, title]) => ({id, title, state, reason}));

/** Recommendations of the CIS Docker Benchmark 1.6.0 that no rule answers to. */
const cisGaps: readonly Gap[] = [
  ...gap('not applicable', 'configures the host of the engine', {'1': 'Host configuration (all of section 1)'}),
  ...gap('not expressible', daemon, {
    '2.1': 'The Docker daemon runs as a non-root user',
    '2.3': "The logging level is set to 'info'",
    '2.4': 'Docker is allowed to make changes to iptables',
    '2.6': 'aufs storage driver is not used',
    '2.9': 'User namespace support is enabled',
    '2.10': 'The default cgroup usage has been confirmed',
    '2.11': 'The base device size is not changed until needed',
    '2.12': 'Authorization for Docker client commands is enabled',
    '2.14': 'Containers are restricted from acquiring new privileges, daemon-wide',
    '2.15': 'Live restore is enabled',
    '2.16': 'The userland proxy is disabled',
    '2.17': 'A daemon-wide custom seccomp profile is applied, if needed',
    '2.18': 'Experimental features are not implemented in production',
  }),
  ...gap('not applicable', "permissions of the daemon's files on the host", {
    '3': 'Docker daemon configuration files (all of section 3)',
  }),
  ...gap('not expressible', image, {
    '4.3': 'Unnecessary packages are not installed in the container',
    '4.7': 'Update instructions are not used alone in Dockerfiles',
    '4.8': 'setuid and setgid permissions are removed',
    '4.9': 'COPY is used instead of ADD in Dockerfiles',
    '4.11': 'Only verified packages are installed',
  }),
  ...gap(
    'not expressible',
    'content trust is a setting of the client; a digest, which a rule requires, binds as firmly',
    {
      '4.5': 'Content trust for Docker is enabled',
    },
  ),
  ...gap('not expressible', swarm, {
    '5.1': 'Swarm mode is not enabled, if not needed',
    '7.1': 'The minimum number of manager nodes is used',
    '7.5': 'The swarm manager runs in auto-lock mode',
    '7.6': 'The auto-lock key is rotated',
    '7.7': 'Node certificates are rotated',
    '7.8': 'CA certificates are rotated',
    '7.9': 'Management plane traffic is separated from data plane traffic',
  }),
  ...gap('not expressible', 'the provider has no property for it', {'5.21': "The host's UTS namespace is not shared"}),
  ...gap('not applicable', 'a command that somebody gives to a running container', {
    '5.23': 'docker exec is not used with the privileged option',
    '5.24': 'docker exec is not used with the user=root option',
  }),
  ...gap('not applicable', 'habits of operating', {'6': 'Docker security operations (all of section 6)'}),
];

const owaspGaps: readonly Gap[] = [
  ...gap('not expressible', image, {'9': owasp['9']}),
  ...gap('not expressible', daemon, {'10': owasp['10'], '11': owasp['11']}),
];

const nistGaps: readonly Gap[] = [
  ...gap('not expressible', image, {'4.1.3': nist['4.1.3']}),
  ...gap('not expressible', "rights within a registry are the registry's", {'4.2.3': nist['4.2.3']}),
  ...gap('not applicable', 'rights within an orchestrator, of which a single engine has none', {
    '4.3.1': 'Unbounded administrative access',
    '4.3.2': 'Unauthorized access to orchestrators',
    '4.3.5': 'Orchestrator node trust',
  }),
  ...gap('not applicable', 'configures the host of the engine', {
    '4.5.1': 'Large attack surface of the host',
    '4.5.3': 'Host OS component vulnerabilities',
    '4.5.4': 'Improper user access rights on the host',
  }),
];

/** Each standard with its recommendations that rules can answer to, and those that they cannot. */
export const standards = [
  {key: 'cis', name: 'CIS Docker Benchmark 1.6.0', titles: cis as Readonly<Record<string, string>>, gaps: cisGaps},
  {
    key: 'owasp',
    name: 'OWASP Docker Security Cheat Sheet',
    titles: owasp as Readonly<Record<string, string>>,
    gaps: owaspGaps,
  },
  {key: 'nist', name: 'NIST SP 800-190, chapter 4', titles: nist as Readonly<Record<string, string>>, gaps: nistGaps},
] as const;
