import {Command} from 'commander';
import {messageOf, UserError} from '../components/core/errors';

/** How to show rules or findings. */
interface Format {
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly markdown?: boolean;
}

const print = (value: unknown): void => console.log(JSON.stringify(value, null, 2));

/** Prints the rules of the pack. */
export async function showRules({json, sarif, markdown}: Format): Promise<number> {
  const {ruleMarkdown, ruleRows, ruleTable} = await import('./policies/rule-table');
  if (sarif) print((await import('./policies/sarif')).toSarif([]));
  else if (json) print(ruleRows());
  else console.log(markdown ? ruleMarkdown() : ruleTable());
  return 0;
}

/** Judges a deployed stack, or a state file, and prints what was found; 1 if a mandatory rule is broken. */
export async function checkStack(
  options: Format & {readonly stack?: string; readonly file?: string; readonly policyProfile?: string},
): Promise<number> {
  const {checkedFindings} = await import('./policies/check');
  const findings = await checkedFindings(options);
  if (options.sarif) print((await import('./policies/sarif')).toSarif(findings));
  else if (options.json) print(findings);
  else {
    for (const {level, severity, rule, message} of findings)
      console.log(`${level} (${severity}) ${rule}\n  ${message}`);
    const mandatory = findings.filter(({level}) => level === 'mandatory').length;
    console.log(`policies: ${mandatory} mandatory and ${findings.length - mandatory} advisory findings`);
  }
  return findings.some(({level}) => level === 'mandatory') ? 1 : 0;
}

/** Prints or writes how the rules cover the standards. */
export async function showCoverage({
  json,
  write,
}: {
  readonly json?: boolean;
  readonly write?: boolean;
}): Promise<number> {
  const {coverage, coverageMarkdown} = await import('./policies/coverage');
  if (write) {
    const {writeFileSync} = await import('node:fs');
    const {join} = await import('node:path');
    writeFileSync(join(__dirname, '../policies/COVERAGE.md'), coverageMarkdown());
  } else if (json) print(coverage());
  else console.log(coverageMarkdown());
  return 0;
}

/** Runs an operation; a mistake of the user is shown without a stack trace. */
const ending = async (operation: Promise<number>): Promise<void> => {
  try {
    process.exitCode = await operation;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(messageOf(error));
    process.exitCode = 1;
  }
};

/** `./platform policies`: the rules, what they say about a deployed stack, and what they cover. */
export function policiesCommand(): Command {
  const command = new Command('policies')
    .showHelpAfterError()
    .description('the rules of the policy pack')
    .option('--json', 'as JSON')
    .option('--sarif', 'as SARIF 2.1.0')
    .option('--markdown', 'as a table of Markdown')
    .action((options: Format) => ending(showRules(options)));
  command
    .command('check')
    .description('judge a deployed stack from its state')
    .option('--stack <name>', 'the stack')
    .option('--file <path>', 'a file that "pulumi stack export --show-secrets" wrote')
    .option('--policy-profile <name>', 'baseline, strict, cis, or a file', 'baseline')
    .option('--json', 'as JSON')
    .option('--sarif', 'as SARIF 2.1.0')
    .action((_, self: Command) => ending(checkStack(self.optsWithGlobals())));
  command
    .command('coverage')
    .description('CIS, OWASP and NIST: covered, not expressible, not applicable')
    .option('--json', 'as JSON')
    .option('--write', 'write policies/COVERAGE.md')
    .action((_, self: Command) => ending(showCoverage(self.optsWithGlobals())));
  return command;
}
