import {execFileSync} from 'node:child_process';
import type {Connection} from '../../../../components/core/connection';
import {redis, sql} from '../../clients';

const word = 'MARKER-that-was-written-before-the-sudden-end';

/** Writes a word into both databases, or prints what they have of it. */
async function main(verb: string | undefined): Promise<void> {
  const text = execFileSync('./platform', ['connections', '--format', 'json'], {encoding: 'utf8'});
  const all = JSON.parse(text) as Connection[];
  const connection = (service: string): Connection => {
    const found = all.find((one) => one.service === service);
    if (!found) throw new Error(`no connection of ${service}`);
    return found;
  };
  if (verb === 'write') {
    await redis(connection('redis'), ['SET', 'kept', word]);
    await sql(connection('postgres'), `CREATE TABLE kept AS SELECT '${word}'::text AS word`);
  }
  console.log('redis:', await redis(connection('redis'), ['GET', 'kept']));
  console.log('postgres:', (await sql(connection('postgres'), 'SELECT word FROM kept'))[0]?.word);
}

void main(process.argv[2]);
