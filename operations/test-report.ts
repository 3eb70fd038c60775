/** A test that failed, or a file or part that could not run, with its message in full. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** What a part's tests came to. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** The count of a part that broke before or beside its tests. */
export const broken = (name: string, message: string): Count => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  failures: [{name, message}],
});

/** The sum of counts. */
export const sum = (counts: readonly Count[]): Count => ({
  passed: counts.reduce((all, count) => all + count.passed, 0),
  failed: counts.reduce((all, count) => all + count.failed, 0),
  skipped: counts.reduce((all, count) => all + count.skipped, 0),
  failures: counts.flatMap((count) => count.failures),
});

const countFile = (file: Report['testResults'][number]): Count => {
  const failures = file.assertionResults
    .filter(({status}) => status === 'failed')
    .map((test) => ({
      name: `${file.name} > ${test.fullName}`,
      message: test.failureMessages?.join('\n') ?? '',
    }));
  // A file that cannot be loaded, or whose hook fails, has no failed test of its own.
  if (file.status === 'failed' && failures.length === 0) {
    failures.push({name: file.name, message: file.message || 'the file failed outside its tests'});
  }
  const passed = file.assertionResults.filter(({status}) => status === 'passed').length;
  const skipped = file.assertionResults.filter(({status}) => status !== 'passed' && status !== 'failed').length;
  return {passed, skipped, failed: failures.length, failures};
};

/** Counts vitest's report; a runner that ended badly without a failed test to show for it counts as one failure. */
export const countReport = (part: string, text: string | undefined, status: number): Count => {
  if (text === undefined) return broken(part, `the test runner ended with status ${status} and wrote no report`);
  const count = sum((JSON.parse(text) as Report).testResults.map(countFile));
  if (status === 0 || count.failed > 0) return count;
  return sum([
    count,
    broken(part, `the test runner ended with status ${status} beside its tests; see its output above`),
  ]);
};

/** The lines for people who must mend what failed. */
export const failureLines = (failures: readonly Failure[]): string[] =>
  failures.flatMap(({name, message}) => ['', `FAILED ${name}`, ...message.split('\n').map((line) => `  ${line}`)]);
