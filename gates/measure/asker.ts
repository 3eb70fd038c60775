import {createInterface} from 'node:readline';
import type {Connection} from '../../components/core/connection';
import type {ProbeKind} from '../../components/core/definition';
import {messageOf} from '../../components/core/errors';
import {type OpenSession, openSession} from '../../probes/session';

/** What an asker is told first, as one line of JSON on its standard input. */
export interface Whom {
  readonly kind: ProbeKind;
  readonly connection: Connection;
}

/** `p`: a request over the connection that is kept. `n`: a new connection, one request, closed. */
export type Request = 'p' | 'n';

/** Answers each request with its milliseconds, or with `!` and why it failed. Runs on the host and inside the network. */
async function main(): Promise<void> {
  let whom: Whom | undefined;
  let kept: OpenSession | undefined;
  const answer = async (line: string): Promise<string> => {
    if (!whom) {
      whom = JSON.parse(line) as Whom;
      kept = await openSession(whom.kind, whom.connection);
      return 'ready';
    }
    const start = performance.now();
    if (line === 'p') await kept?.ask();
    else {
      const session = await openSession(whom.kind, whom.connection);
      await session.ask();
      const took = performance.now() - start;
      await session.close();
      return took.toFixed(3);
    }
    return (performance.now() - start).toFixed(3);
  };
  for await (const line of createInterface({input: process.stdin})) {
    process.stdout.write(`${await answer(line).catch((error: unknown) => `!${messageOf(error)}`)}\n`);
  }
  await kept?.close();
}

if (require.main === module) void main();
