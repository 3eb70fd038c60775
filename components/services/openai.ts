import {readFileSync} from 'node:fs';
import type {Connection} from '../core/connection';
import {messageOf, UserError} from '../core/errors';
import type {OpenAiSettings} from '../core/settings';

/** Default port of https (RFC 9110, 4.2.2). */
const httpsPort = 443;

function keyIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
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
export function openaiConnection({baseUrl, key, keyFile, caFile, models}: OpenAiSettings): Connection {
  const {hostname, port} = new URL(baseUrl);
  const password = keyFile === undefined ? (key ?? '') : keyIn(keyFile);
  return {
    service: 'openai',
    role: 'app',
    host: hostname,
    port: port === '' ? httpsPort : Number(port),
    username: '',
    password,
    database: models.join(','),
    uri: baseUrl,
    ca: caFile ?? '',
    env: {OPENAI_API_KEY: password, OPENAI_BASE_URL: baseUrl},
  };
}
