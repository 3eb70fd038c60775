import type {EngineEvent} from '@pulumi/pulumi/automation';

/** What an update said, gathered from the engine's events. */
export class Diagnostics {
  private readonly errors: string[] = [];
  private readonly policies: string[] = [];
  private readonly unjudged = new Set<string>();
  private readonly begun = new Set<string>();
  private readonly done = new Set<string>();
  private readonly changing = new Set<string>();
  /** How many resources changed, by operation. */
  changes: Readonly<Record<string, number>> = {};

  constructor(private readonly progress: (text: string) => void) {}

  readonly onEvent = (event: EngineEvent): void => {
    if (event.diagnosticEvent?.severity === 'error')
      this.addError(event.diagnosticEvent.urn, event.diagnosticEvent.message);
    const policy = event.policyEvent;
    if (policy && /^can't run policy .* during preview/.test(plain(policy.message)))
      this.unjudged.add(policy.policyName);
    else if (policy)
      this.policies.push(
        `${policy.enforcementLevel} ${policy.policyName} (${nameOf(policy.resourceUrn)}): ${plain(policy.message)}`,
      );
    const begins = event.resourcePreEvent?.metadata;
    if (begins && begins.op !== 'same') {
      this.begun.add(begins.urn);
      this.progress(`${this.done.size} of ${this.begun.size} · ${begins.op} ${nameOf(begins.urn)}`);
    }
    // A component ends twice: when it is made, and when all of it is.
    const ends = event.resOutputsEvent;
    if (ends && ends.metadata.op !== 'same') {
      this.done.add(ends.metadata.urn);
      if (!ends.planning && !['refresh', 'read'].includes(ends.metadata.op)) this.changing.add(ends.metadata.urn);
    }
    if (event.summaryEvent) this.changes = event.summaryEvent.resourceChanges ?? {};
  };

  private addError(urn: string | undefined, message: string): void {
    const text = plain(message);
    const name = urn && !urn.includes('pulumi:pulumi:Stack::') ? nameOf(urn) : '';
    this.errors.push(name === '' || text.startsWith(`${name}: `) ? text : `${name}: ${text}`);
    if (name !== '') this.failed.add(name);
  }

  /** Adds what was found after the update. @returns it as an error */
  found(problem: string): Error {
    this.errors.push(problem);
    return new Error(problem);
  }

  /** Logical names of the resources that failed. */
  readonly failed = new Set<string>();

  /** How many resources were changed so far. */
  get changed(): number {
    return this.changing.size;
  }

  /** Errors, each once, without what the engine only repeats. */
  get problems(): string[] {
    return [...new Set(this.errors)].filter(
      (text) => !/^(\S+: )?(update failed|preview failed)$|^(\S+: )?sdk-v2\//.test(text),
    );
  }

  /** What the policy pack found, each once; rules that a preview can't judge are named together. */
  get violations(): string[] {
    const later = [...this.unjudged].sort().join(', ');
    return [...new Set(this.policies), ...(later ? [`advisory until up knows the values: ${later}`] : [])];
  }
}

/** The logical name at the end of a URN. */
const nameOf = (urn: string | undefined): string => urn?.split('::').at(-1) ?? 'stack';

/** Text without Pulumi's colour marks and trailing blanks. */
const plain = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, '').trim();
