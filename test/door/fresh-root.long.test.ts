import {afterAll, beforeAll, expect, test} from 'vitest';
import {FreshRoot} from './fresh-root';

const hour = 3_600_000;

let fresh: FreshRoot;

beforeAll(() => {
  fresh = new FreshRoot();
}, hour);

afterAll(() => fresh?.remove(), 30 * 60_000);

test(
  'a Debian with nothing but apt gets all the way to a Pulumi that runs',
  () => {
    const built = fresh.run('./platform policies --from-registries');
    expect(built.said).toMatch(/pulumi: 3\.259\.0 with its plugins from Go modules, done in/);
    const {printed} = fresh.run('"$(toolchain/build --where)/pulumi" version');
    expect(printed).toBe('3.259.0\n');
  },
  2 * hour,
);
