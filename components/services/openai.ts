import {readFileSync} from 'node:fs';
import type {Connection} from '../core/connection';
import {messageOf, UserError} from '../core/errors';
import type {OpenAiSettings} from '../core/settings';

/** What the stack uses and somebody else runs: no container, no roles, one key. */
export const openai = {
  name: 'openai',
  purpose: "models over OpenAI's API, from an endpoint that somebody else runs",
  rolesNote: 'one key',
} as const;

/** Default port of https (RFC 9110, 4.2.2). */
const httpsPort = 443;

function keyIn(file: string): string {
  const key = textOf(file).trim();
  // Two lines would make a header that fails with a message that quotes it.
  if (!/^[!-~]+$/.test(key))
    throw new UserError(
      `openai.keyFile: holds no key, got ${key === '' ? 'an empty file' : 'more than one word'} in ${JSON.stringify(file)}; write the key into it and nothing else`,
    );
  return key;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      `openai.keyFile: cannot be read, got ${JSON.stringify(file)}: ${messageOf(error)}; give a file with the key`,
      {
        cause: error,
      },
    );
  }
}

/** The connection to an endpoint with OpenAI's API; `database` holds the models that the application expects. */
export function openaiConnection({baseUrl, key, keyFile, caFile, models, dailyBudgetUsd}: OpenAiSettings): Connection {
  const {hostname, port} = new URL(baseUrl);
  const password = keyFile === undefined ? (key ?? '') : keyIn(keyFile);
  return {
    service: openai.name,
    role: 'app',
    host: hostname,
    port: port === '' ? httpsPort : Number(port),
    username: '',
    password,
    database: models.join(','),
    uri: baseUrl,
    ca: caFile ?? '',
    env: {
      OPENAI_API_KEY: password,
      OPENAI_BASE_URL: baseUrl,
      ...(caFile === undefined ? {} : {OPENAI_CA_FILE: caFile}),
      ...(dailyBudgetUsd === undefined ? {} : {OPENAI_DAILY_BUDGET_USD: String(dailyBudgetUsd)}),
    },
  };
}
