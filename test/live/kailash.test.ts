import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Authority, makeAuthority} from '../unit/probes/certificates';
import {sql} from './clients';
import {pythonWith} from './python';
import {LiveStack} from './stack';

const stack = new LiveStack('kailash');
const folder = join(stack.home, 'application');
const sources = join(__dirname, 'kailash');
let python = '';
let other: Authority | undefined;

/** Runs the application with nothing else in its environment than what was printed, and a home. */
async function application(environment: Readonly<Record<string, string>>) {
  const {exitCode, stdout, stderr} = await execa(python, [join(sources, 'app.py')], {
    cwd: folder,
    env: {...environment, HOME: folder},
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 240_000,
  });
  // A failing test shows what the application said, but not its passwords.
  return {exitCode, stdout, stderr: stderr.replace(/:\/\/[^@\s]+@/g, '://(hidden)@')};
}

beforeAll(async () => {
  await stack.prepare();
  mkdirSync(folder);
  [python] = await Promise.all([pythonWith(join(sources, 'requirements.txt')), stack.must('up')]);
});
afterAll(() => {
  other?.remove();
  stack.clean();
});

test('a Kailash application reads no more than the printed environment, and writes and reads through two models', async () => {
  const {exitCode, stdout, stderr} = await application(await stack.printedEnvironment('app'));
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
    product: 'lamp',
    amount: 3,
    orders: 1,
    cached: 'lamp',
  });
  // Seen through another connection, by another role.
  const readonly = await stack.connection('postgres', 'readonly');
  expect(await sql(readonly, 'SELECT name, price FROM product_catalogs')).toEqual([{name: 'lamp', price: 4200}]);
  expect(await sql(readonly, 'SELECT customer, amount FROM customer_orders')).toEqual([{customer: 'Ada', amount: 3}]);
});

test('the application refuses a server whose certificate is of another CA', async () => {
  other = makeAuthority();
  const {ca: otherCa} = other;
  const printed = await stack.printedEnvironment('app');
  const ca = printed.PGSSLROOTCERT ?? '';
  expect(printed.DATABASE_URL).toContain(`sslrootcert=${ca}`);
  const swapped = Object.entries(printed).map(([name, value]) => [name, value.replaceAll(ca, otherCa)]);
  const {exitCode, stderr} = await application(Object.fromEntries(swapped));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/certificate verify failed/i);
});

test('the readonly role reads, and cannot make the tables of a model', async () => {
  const {exitCode, stderr} = await application(await stack.printedEnvironment('readonly'));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/permission denied/);
});
