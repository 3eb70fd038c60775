import type {Subject} from './health';
import type {Availability} from './measure/availability';
import type {Container} from './measure/containers';
import type {PowerShell} from './measure/from-windows';

/** What a check came to. `not proven` is not good enough to go on, and not evidence of a fault either. */
export type Outcome = 'pass' | 'fail' | 'not proven';

/** What a check found. */
export interface Measured {
  /** For people, for example `99.98 %, at least 99.95 %`. */
  readonly value: string;
  readonly verdict: Outcome;
  readonly reason: string;
  /** What to do; absent where it passed. */
  readonly fix?: string;
  /** Everything that was measured, without secrets. */
  readonly raw: unknown;
}

/** One question whose answer decides whether a stack is ready. */
export interface Check {
  /** Also the name of its raw file. */
  readonly id: string;
  readonly title: string;
  /** The number that the decision document asks for. */
  readonly requirement: string;
  /** Whether there is something to ask. @default always */
  readonly applies?: (context: GateContext) => boolean;
  readonly measure: (context: GateContext) => Promise<Measured>;
}

/** A service of the stack, and where it is inside. */
export interface GateService extends Subject {
  readonly container: string;
  /** The port on the host's loopback address. */
  readonly port: number;
  /** The port inside the network. */
  readonly internalPort: number;
  readonly network: string;
}

/** A secret or a certificate and its dates, RFC 3339; never its value. */
export interface Dated {
  readonly name: string;
  readonly from: string;
  readonly until?: string;
}

/** One step of a setup, as `./platform` records it. */
export interface SetupStep {
  readonly step: string;
  /** Where it came from; `there` for nothing to do. */
  readonly source: string;
  readonly seconds: number;
  readonly at: string;
}

/** A whole run of the tests. */
export interface TestRun {
  readonly commit: string;
  readonly at: string;
  readonly passed: number;
  readonly failed: number;
  /** Whether tracked files differed from the commit. */
  readonly changed: boolean;
  readonly live: boolean;
  /** Whether the long ones were among them; older records do not say. */
  readonly long?: boolean;
}

/** What a check may ask for; operations provide it, so that gates know nothing of Pulumi. */
export interface GateContext {
  readonly stack: string;
  readonly services: readonly GateService[];
  /** What is probed too, but runs elsewhere; only what is required decides anything. */
  readonly external: readonly {readonly service: string; readonly required: boolean}[];
  /** The containers of the stack, the gateway included. */
  readonly containers: () => Promise<readonly Container[]>;
  /** What the prober saw in the time asked for. */
  readonly availability: () => Promise<Availability>;
  /** The time that the decision document asks for was probed. */
  readonly wholeDay: boolean;
  readonly loadSeconds: number;
  readonly latencySamples: number;
  readonly certificates: readonly Dated[];
  readonly secrets: readonly Dated[];
  readonly setup: () => readonly SetupStep[];
  readonly tests: () => readonly TestRun[];
  readonly commit: string;
  /** Whether tracked files differ from the commit now; the stack's own file may. */
  readonly changed: boolean;
  /** Mandatory and advisory findings of the policy pack on the deployed state. */
  readonly violations: () => Promise<{readonly mandatory: readonly string[]; readonly advisory: readonly string[]}>;
  /** One line for each thing that is not as declared. */
  readonly drift: () => Promise<{
    readonly compared: number;
    readonly differences: readonly string[];
    readonly notes: readonly string[];
  }>;
  /** The vaults that data volumes lie in; `method` is `off` without encryption. */
  readonly vaults: () => Promise<
    readonly {readonly volume: string; readonly method: string; readonly open: boolean; readonly why?: string}[]
  >;
  /** Absent as long as no operation takes backups. */
  readonly backups?: () => Promise<
    readonly {readonly service: string; readonly at: string; readonly verified: boolean}[]
  >;
  /** Runs `docker` and gives status and output. */
  readonly docker: (...args: readonly string[]) => Promise<{readonly status: number; readonly output: string}>;
  /** Runs PowerShell in Windows; absent where there is none beside this Linux. */
  readonly powershell?: PowerShell;
  /** Says what goes on. */
  readonly say: (line: string) => void;
  readonly now: () => number;
}
