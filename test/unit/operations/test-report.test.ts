import {expect, test} from 'vitest';
import {chosenParts, parts} from '../../../operations/test';
import {countReport, failureLines, sum} from '../../../operations/test-report';

const file = (statuses: readonly string[], status = 'passed', message = '') => ({
  name: 'a.test.ts',
  status,
  message,
  assertionResults: statuses.map((state) => ({
    fullName: `it ${state}`,
    status: state,
    failureMessages: state === 'failed' ? ['expected 1 to be 2'] : [],
  })),
});

const report = (...testResults: readonly object[]) => JSON.stringify({testResults});

test('passed, failed and skipped tests are counted, failures keep name and message', () => {
  expect(countReport('unit', report(file(['passed', 'failed', 'skipped'], 'failed')), 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: [{name: 'a.test.ts > it failed', message: 'expected 1 to be 2'}],
  });
});

test('a file that cannot be loaded counts as one failure', () => {
  expect(countReport('unit', report(file([], 'failed', 'Cannot find module'), file(['passed'])), 1)).toMatchObject({
    passed: 1,
    failed: 1,
    failures: [{name: 'a.test.ts', message: 'Cannot find module'}],
  });
});

test('a runner that ends badly beside its tests counts as one failure', () => {
  expect(countReport('live', report(file(['passed'])), 1)).toMatchObject({passed: 1, failed: 1});
});

test('a runner that crashes without a report counts as one failure', () => {
  expect(countReport('live', undefined, 137)).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
    failures: [{name: 'live', message: 'the test runner ended with status 137 and wrote no report'}],
  });
});

test('counts of several parts add up', () => {
  const one = countReport('unit', report(file(['passed', 'passed'])), 0);
  expect(sum([one, one])).toMatchObject({passed: 4, failed: 0});
});

test('a failure is printed with its name and every line of its message', () => {
  expect(failureLines([{name: 'a > b', message: 'one\ntwo'}])).toEqual(['', 'FAILED a > b', '  one', '  two']);
});

test('--only names one part, or a piece of a file name in every project', () => {
  expect(chosenParts(undefined)).toEqual(parts);
  expect(chosenParts('live')).toEqual(['live']);
  expect(chosenParts('unit')).toEqual(['unit']);
  expect(chosenParts('postgres')).toEqual(['unit', 'engine', 'images', 'door', 'live']);
});
