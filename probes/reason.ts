import type {Connection} from '../components/core/connection';

/** Why a probe failed, in one line without a secret. It has no `cause`: drivers keep passwords in their errors. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';

  constructor(
    message: string,
    /** Asking again does not help, as long as nobody changes the stack. */
    readonly final = false,
  ) {
    super(message);
  }
}

type Sentence = (connection: Connection) => string;

const where = ({host, port}: Connection) => `${host}:${port}`;

const lasting: readonly (readonly [RegExp, Sentence])[] = [
  [
    /CERT_HAS_EXPIRED|certificate has expired/i,
    (c) =>
      `certificate of ${where(c)} expired; ${c.service === 'openai' ? 'whoever runs it has to renew it' : 'do ./platform up to renew it, or have the company renew it that made it'}`,
  ],
  [
    /CERT_NOT_YET_VALID|certificate is not yet valid/i,
    (c) => `certificate of ${where(c)} not valid yet; is the clock right?`,
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames/i,
    (c) => `certificate of ${where(c)} made for other names`,
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_SIGNATURE_FAILURE|unable to (verify|get)|self.signed certificate/i,
    (c) =>
      `certificate of ${where(c)} not trusted: ${c.ca === '' ? 'no public CA signed it' : `the CA in ${c.ca} did not sign it`}`,
  ],
  [
    /wrong.version.number|does not support SSL|packet length too long|Parse Error: Expected HTTP/i,
    (c) => `no TLS at ${where(c)}`,
  ],
  [/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, (c) => `no TLS 1.2 or later at ${where(c)}`],
  [
    /code 28P01|code 28000|WRONGPASS|NOAUTH|InvalidAccessKeyId|SignatureDoesNotMatch|\bUnauthorized\b|ChromaForbiddenError|status 401/,
    (c) => `password refused for ${c.username === '' ? c.service : `user "${c.username}"`} at ${where(c)}`,
  ],
  [
    /AuthenticationRateLimit/,
    (c) => `too many wrong passwords for user "${c.username}" at ${where(c)}; wait a few seconds`,
  ],
  [
    /code 42501|NOPERM|Security\.Forbidden|AccessDenied|status 403/,
    (c) => `user "${c.username}" lacks rights at ${where(c)}`,
  ],
  [/code 3D000|NoSuchBucket|Database\.DatabaseNotFound/, (c) => `"${c.database}" does not exist at ${where(c)}`],
];

const passing: readonly (readonly [RegExp, Sentence])[] = [
  [/code 53300|too many clients|max number of clients/i, (c) => `no connection left at ${where(c)}`],
  [/code 57P03|\bLOADING\b|starting up|DatabaseUnavailable/, (c) => `still starting at ${where(c)}`],
  [/code 57P01|terminating connection due to administrator/, (c) => `shutting down at ${where(c)}`],
  [/ECONNREFUSED/, (c) => `connection refused at ${where(c)}: nothing listens there`],
  [/ENOTFOUND|EAI_AGAIN/, (c) => `name not found: "${c.host}"`],
  [/EHOSTUNREACH|ENETUNREACH/, (c) => `no route to ${where(c)}`],
  [
    /ECONNRESET|EPIPE|UND_ERR_SOCKET|socket hang up|other side closed|connection (is |was )?(closed|terminated)|secure TLS connection was established/i,
    (c) => `connection closed by ${where(c)}`,
  ],
  [/TimeoutError|AbortError|ETIMEDOUT|TIMEOUT|timed? ?out/i, (c) => `timed out at ${where(c)}`],
];

/** All that an error says: names, codes, statuses and messages along its causes. */
function textOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 5) return String(error);
  const parts = error as Record<string, unknown>;
  const status = parts.status ?? parts.statusCode;
  const own = [parts.name, parts.message].filter((part) => typeof part === 'string');
  const inner = [parts.cause, ...(Array.isArray(parts.errors) ? parts.errors : [])].filter(
    (part) => part !== undefined,
  );
  return [
    ...own,
    ...(typeof parts.code === 'string' ? [`code ${parts.code}`] : []),
    ...(status === undefined ? [] : [`status ${status}`]),
    ...inner.map((part) => textOf(part, depth + 1)),
  ].join(' ');
}

/** The text with every secret replaced by `***`. */
export function masked(text: string, secrets: readonly string[]): string {
  const shapes = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return shapes.sort((a, b) => b.length - a.length).reduce((rest, shape) => rest.replaceAll(shape, '***'), text);
}

/** Turns whatever a driver threw into one clear line. */
export function explain(error: unknown, connection: Connection): ProbeError {
  if (error instanceof ProbeError) return error;
  const text = textOf(error);
  const known = (table: typeof lasting) => table.find(([pattern]) => pattern.test(text))?.[1];
  const final = known(lasting);
  const sentence = final ?? known(passing);
  if (sentence !== undefined) return new ProbeError(sentence(connection), final !== undefined);
  const message = error instanceof Error && error.message !== '' ? error.message : text;
  const line = message.split('\n').find((part) => part.trim() !== '') ?? 'failed without a reason';
  return new ProbeError(masked(line.trim().slice(0, 300), [connection.password, connection.uri]));
}
