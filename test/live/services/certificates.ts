import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {Client} from 'pg';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {companyCas} from '../../unit/targets/company';
import {certificateOf} from '../clients';
import {docker, LiveStack, preparationMs} from '../stack';
import {keptNumbers, writeNumbers} from './data';

/**
 * Certificates are renewed and the CA is changed with all data kept: PostgreSQL and Redis, which are there too, reload them,
 * and these services are replaced for it.
 * @param others in the order of the README's table
 */
export function certificateTests(name: string, others: readonly string[]): void {
  const services = ['postgres', 'redis', ...others];
  const stack = new LiveStack(name);
  const company = companyCas();
  const settings: Record<string, unknown> = {size: 'small', dnsNames: ['db.example', '10.0.0.7']};
  /** Stays open from the beginning to the end of what reloads. */
  let client: Client | undefined;

  const trusted = async (): Promise<string> => readFileSync((await stack.connection('redis')).ca, 'utf8');
  const parts = (pem: string): string[] => pem.match(/-----BEGIN[\s\S]+?END CERTIFICATE-----\n?/g) ?? [];
  const started = () =>
    ['postgres', 'redis'].map((name) =>
      docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', stack.named(name)),
    );

  /** What each service shows to a client that trusts this CA. */
  const shown = async (ca: string): Promise<X509Certificate[]> => {
    const found: X509Certificate[] = [];
    for (const service of services) found.push(await certificateOf(await stack.connection(service), ca));
    return found;
  };

  /** Lets every certificate of the state end in so many days. */
  const endIn = (days: number) =>
    stack.rewriteState((state) =>
      state.replace(/("validityEndTime": ?")[^"]+/g, `$1${new Date(Date.now() + days * 86_400_000).toISOString()}`),
    );

  beforeAll(async () => {
    const on = Object.fromEntries(others.map((service) => [service, {enabled: true}]));
    const ports = await stack.prepare({...settings, ...on});
    const own: Readonly<Record<string, object>> = {...on, redis: {fsync: 'always'}};
    for (const [index, service] of services.entries()) settings[service] = {...own[service], port: ports[index]};
    stack.settle(settings);
    await stack.must('up');
    const {host, port, username: user, password, database} = await stack.connection('postgres');
    client = new Client({host, port, user, password, database, ssl: {ca: await trusted()}});
    client.on('error', () => undefined);
    await client.connect();
  }, preparationMs);

  afterAll(async () => {
    await client?.end().catch(() => undefined);
    company.remove();
    stack.clean();
  });

  test('each certificate is for its service, the loopback addresses and the names of the settings', async () => {
    const found = await shown(await trusted());
    for (const [index, service] of services.entries()) {
      const names = ['localhost', 'db.example'].filter((name) => found[index]?.checkHost(name, {subject: 'never'}));
      const addresses = ['127.0.0.1', '::1', '10.0.0.7'].filter((address) => found[index]?.checkIP(address));
      expect({names, addresses}, service).toEqual({
        names: ['localhost', 'db.example'],
        addresses: ['127.0.0.1', '::1', '10.0.0.7'],
      });
      expect(found[index]?.subjectAltName).toContain(`DNS:${service}`);
    }
  });

  test('up renews what has less than a third of its life left, and the servers take it over with all data', async () => {
    const before = await shown(await trusted());
    const written = await Promise.all(services.map((service) => writeNumbers(stack, service)));
    await endIn(31);
    expect((await stack.must('up')).stdout).toMatch(/^✔ update: nothing to change/m);
    const running = started();
    await endIn(29);
    await stack.must('up');
    const after = await shown(await trusted());
    expect(after.map((one, index) => one.serialNumber === before[index]?.serialNumber)).toEqual(
      services.map(() => false),
    );
    for (const [index, service] of services.entries())
      expect(await keptNumbers(stack, service)).toEqual(expect.arrayContaining(written[index] ?? []));
    expect(started()).toEqual(running);
    expect((await client?.query('SELECT count(*)::int AS n FROM numbers'))?.rows).toEqual([{n: 3}]);
  });

  test('the CA is changed while both are trusted, and then one', async () => {
    const old = await trusted();
    const {stdout} = await stack.must('rotate', '--ca');
    expect(stdout).toMatch(
      /^rotate: CA 2 signs from now on, after \S+ s; \S+\/ca\.crt holds it and the one before\.$/m,
    );
    const [present = '', before] = parts(await trusted());
    expect(before?.trim()).toBe(old.trim());
    // Somebody who was given only the old one, and somebody who was given only the new one.
    const byOld = await shown(old);
    const byNew = await shown(present);
    expect(byOld.map(({serialNumber}) => serialNumber)).toEqual(byNew.map(({serialNumber}) => serialNumber));
    expect(byNew.every((one) => one.verify(new X509Certificate(present).publicKey))).toBe(true);
    expect((await stack.must('up')).stdout).toMatch(/^✔ update: nothing to change/m);
    expect(await stack.refused(['rotate', '--ca'])).toMatch(/^rotate --ca: the change before has not ended/m);
    await stack.must('rotate', '--ca', '--finish');
    expect((await trusted()).trim()).toBe(present.trim());
    await shown(present);
    await expect(shown(old)).rejects.toThrow(/self-signed|unable to (get|verify)/);
    expect((await client?.query('SELECT 1 AS n'))?.rows).toEqual([{n: 1}]);
    expect((await stack.must('up')).stdout).toMatch(/^✔ update: nothing to change/m);
  });

  test('a change of the CA that was cut off is brought to its overlap before anything else', async () => {
    const old = await trusted();
    // Written down, and nothing more.
    stack.settle({...settings, authorityGeneration: 3, authorityOverlap: true});
    expect(await stack.refused(['rotate', '--ca'])).toMatch(/^rotate --ca: the change before has not ended/m);
    const [, before] = parts(await trusted());
    expect(before?.trim()).toBe(old.trim());
    await shown(old);
    await stack.must('rotate', '--ca', '--finish');
  });

  test("a company's CA below its root signs, and its clients need the root alone", async () => {
    company.join('bundle.crt', 'middle.crt', 'root.crt');
    const files = {certificateFile: company.file('bundle.crt'), keyFile: company.file('middle.key')};
    settings.authorityGeneration = 3;
    stack.settle({...settings, authority: {...files, keyFile: company.file('other.key')}});
    expect(await stack.refused(['up'])).toContain('authority.keyFile: is not the key of a certificate in authority');
    stack.settle({...settings, authority: files});
    await stack.must('up');
    const root = readFileSync(company.file('root.crt'), 'utf8');
    expect((await trusted()).trim()).toBe(root.trim());
    for (const one of await shown(root)) expect(one.issuer).toBe('CN=middle');
  });

  test("a company's own certificates are shown as they are, and status tells their days", async () => {
    const given = Object.fromEntries(
      services.map((service) => {
        company.issue(service, 'middle', `subjectAltName=DNS:${service},DNS:localhost,DNS:db.example,IP:10.0.0.7\n`);
        company.join(`${service}-chain.crt`, `${service}.crt`, 'middle.crt');
        const certificate = {
          certificateFile: company.file(`${service}-chain.crt`),
          keyFile: company.file(`${service}.key`),
        };
        return [service, {...(settings[service] as object), certificate}];
      }),
    );
    stack.settle({...settings, ...given, authority: {certificateFile: company.file('root.crt')}});
    await stack.must('up');
    const root = readFileSync(company.file('root.crt'), 'utf8');
    const found = await shown(root);
    for (const [index, service] of services.entries())
      expect(found[index]?.raw).toEqual(new X509Certificate(readFileSync(company.file(`${service}.crt`))).raw);
    const statuses = JSON.parse((await stack.must('status', '--json')).stdout) as {certificateDays?: number}[];
    expect(statuses.map(({certificateDays}) => certificateDays)).toEqual(services.map(() => 19));
    expect((await stack.must('up')).stdout).toMatch(/^✔ update: nothing to change/m);
  });
}
