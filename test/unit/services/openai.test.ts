import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {openaiConnection} from '../../../components/services/openai';
import {settingsOf} from '../../../components/services/settings';

const folder = mkdtempSync(join(tmpdir(), 'kailash-openai-'));
const keyFile = join(folder, 'key');
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const connection = (text: string | undefined, more = {}) => {
  if (text !== undefined) writeFileSync(keyFile, text, {mode: 0o600});
  const {openai} = settingsOf({openai: JSON.stringify({keyFile, ...more})}, 'dev', 100_000);
  if (!openai) throw new Error('no endpoint');
  return openaiConnection(openai);
};

it('gives the application key, base URL and budget', () => {
  expect(connection('sk-0123456789\n', {dailyBudgetUsd: 20, baseUrl: 'https://llm.example/v1'}).env).toEqual({
    OPENAI_API_KEY: 'sk-0123456789',
    OPENAI_BASE_URL: 'https://llm.example/v1',
    OPENAI_DAILY_BUDGET_USD: '20',
  });
});

it('names the CA of an endpoint of its own', () => {
  const {ca, env} = connection('sk-0123456789\n', {caFile: '/etc/ssl/own.crt'});
  expect([ca, env.OPENAI_CA_FILE]).toEqual(['/etc/ssl/own.crt', '/etc/ssl/own.crt']);
});

it.each([
  ['', 'an empty file'],
  ['sk-first\nsk-second\n', 'more than one word'],
  ['sk-first # of the team\n', 'more than one word'],
])('refuses a file with %j, without showing it', (text, got) => {
  expect(() => connection(text)).toThrow(
    `openai.keyFile: holds no key, got ${got} in ${JSON.stringify(keyFile)}; write the key into it and nothing else`,
  );
});

it('refuses a key of the configuration that is no word, without showing it', () => {
  expect(() => settingsOf({openai: '{}', openaiKey: 'sk-first\nsk-second'}, 'dev', 100_000)).toThrow(
    'openaiKey: not one word, got a secret; correct it',
  );
});
