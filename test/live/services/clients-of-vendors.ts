import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, test} from 'vitest';
import {makeAuthority} from '../../unit/probes/certificates';
import {pythonWith} from '../python';
import {docker, type LiveStack, root} from '../stack';

/** What the lines of the README that begin with a client say; the image of a service has its own. */
const answers: Readonly<Record<string, {client: RegExp; says: RegExp; image: boolean; variable: string}>> = {
  postgres: {client: /^psql /, says: /\bapp\b/, image: true, variable: 'DATABASE_URL'},
  redis: {client: /^redis-cli /, says: /^PONG$/m, image: true, variable: 'REDIS_URL'},
  neo4j: {client: /^(keytool|JAVA_OPTS=\S+ .*cypher-shell) /, says: /^"\d+\.\d+/m, image: true, variable: 'NEO4J_URI'},
  chroma: {client: /curl .*CHROMA/, says: /heartbeat/, image: false, variable: 'CHROMA_URL'},
  elasticsearch: {client: /^curl .*ELASTIC/, says: /"cluster_name"/, image: false, variable: 'ELASTICSEARCH_URL'},
  minio: {client: /^SSL_CERT_FILE=.* mc /, says: /^/, image: true, variable: 'S3_BUCKET'},
};

/** The lines of the README's clients that match, as one. */
export function linesOf(client: RegExp): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, block = ''] = /<!-- clients:[^>]*-->\n```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  return block
    .split('\n')
    .filter((line) => client.test(line))
    .join(' && ')
    .replaceAll(/ +#[^&]*/g, ' ');
}

/** What is printed by `connections` is enough for the clients that vendors make, and for drivers as they are. */
export function vendorTests(stack: LiveStack, services: readonly string[]): void {
  test.each(services)("%s answers its vendor's own client, as the README has it", async (service) => {
    const {client, says, image} = answers[service] ?? {client: /^$/, says: /^/, image: false};
    const line = linesOf(client);
    expect(line).not.toBe('');
    const env = await stack.printedEnvironment();
    const names = Object.keys(env).flatMap((name) => ['--env', name]);
    const ca = (await stack.connection(service)).ca;
    const inside = ['run', '--rm', '--network', 'host', '--volume', `${ca}:${ca}:ro`, '--env', 'HOME=/tmp', ...names];
    const ended = image
      ? await execa(
          'docker',
          [
            ...inside,
            '--entrypoint',
            'sh',
            docker('inspect', '--format', '{{.Image}}', stack.named(service)),
            '-c',
            line,
          ],
          {env, reject: false, stdin: 'ignore'},
        )
      : await execa('sh', ['-c', line], {env, reject: false, stdin: 'ignore'});
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(says);
  });

  test.each([
    ['Node.js', 'application.cjs', async () => process.execPath],
    ['Python', 'application.py', () => pythonWith(join(__dirname, 'requirements.txt'))],
  ])(
    'drivers of %s need no more than the printed environment, and refuse another CA',
    async (_, program, interpreter) => {
      const command = await interpreter();
      const application = async (env: Readonly<Record<string, string>>) => {
        const {stdout} = await execa(command, [join(__dirname, program)], {env, extendEnv: false});
        return JSON.parse(stdout) as Record<string, string>;
      };
      const expected = (said: string) =>
        Object.fromEntries(services.map((service) => [answers[service]?.variable ?? service, said]));
      const printed = await stack.printedEnvironment();
      expect(await application(printed)).toEqual(expected('answers'));
      const other = makeAuthority();
      try {
        const ca = (await stack.connection('redis')).ca;
        const swapped = Object.entries(printed).map(([name, value]) => [name, value.replaceAll(ca, other.ca)]);
        expect(await application(Object.fromEntries(swapped))).toEqual(expected('refused'));
      } finally {
        other.remove();
      }
    },
  );
}
