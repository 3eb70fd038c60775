/** When the makers of an image's software stop mending it: the first day without support. */
export interface EndOfLife {
  /** Last part of the image's path. */
  readonly image: string;
  /** How the tag of an affected version begins. */
  readonly cycle: string;
  readonly ends: string;
  readonly source: string;
}

const table = (source: string, image: string, cycles: Readonly<Record<string, string>>): EndOfLife[] =>
  Object.entries(cycles).map(([cycle, ends]) => ({image, cycle, ends, source}));

/** Looked up in November 2026; a version that is not listed is not judged. */
export const endsOfLife: readonly EndOfLife[] = [
  ...table('https://www.postgresql.org/support/versioning/', 'postgres', {
    ...{'9.6': '2021-11-11', '10': '2022-11-10', '11': '2023-11-09', '12': '2024-11-21', '13': '2025-11-13'},
    ...{'14': '2026-11-12', '15': '2027-11-11', '16': '2028-11-09', '17': '2029-11-08'},
  }),
  ...table('https://endoflife.date/redis', 'redis', {
    ...{'5': '2022-04-27', '6.0': '2022-05-31', '7.0': '2024-07-29', '8.0': '2026-02-11'},
  }),
  ...table('https://neo4j.com/developer/kb/neo4j-supported-versions/', 'neo4j', {
    ...{'4.3': '2022-12-16', '4.4': '2025-11-30', '5.26': '2028-06-06'},
  }),
  ...table('https://www.elastic.co/support/eol', 'elasticsearch', {'6': '2022-02-10', '7': '2026-01-15'}),
  ...table('https://www.mysql.com/support/', 'mysql', {'5.7': '2023-10-31', '8.0': '2026-04-30'}),
  ...table('https://www.mongodb.com/legal/support-policy/lifecycles', 'mongo', {
    ...{'4.4': '2024-02-29', '5.0': '2024-10-31', '6.0': '2025-07-31'},
  }),
  ...table('https://endoflife.date/debian', 'debian', {
    ...{'9': '2022-06-30', stretch: '2022-06-30', '10': '2024-06-30', buster: '2024-06-30'},
    ...{'11': '2026-08-31', bullseye: '2026-08-31', '12': '2028-06-30', bookworm: '2028-06-30'},
  }),
  ...table('https://endoflife.date/ubuntu', 'ubuntu', {
    ...{'18.04': '2023-05-31', bionic: '2023-05-31', '20.04': '2025-05-31', focal: '2025-05-31'},
    ...{'22.04': '2027-04-01', jammy: '2027-04-01', '24.04': '2029-05-31', noble: '2029-05-31'},
  }),
  ...table('https://alpinelinux.org/releases/', 'alpine', {
    ...{'3.17': '2024-11-22', '3.18': '2025-05-09', '3.19': '2025-11-01', '3.20': '2026-04-01', '3.21': '2026-11-01'},
  }),
  ...table('https://nodejs.org/en/about/previous-releases', 'node', {
    ...{'16': '2023-09-11', '18': '2025-04-30', '20': '2026-04-30', '22': '2027-04-30', '24': '2028-04-30'},
  }),
  ...table('https://devguide.python.org/versions/', 'python', {
    ...{'3.8': '2024-10-07', '3.9': '2025-10-31', '3.10': '2026-10-31', '3.11': '2027-10-31', '3.12': '2028-10-31'},
  }),
];

/** The entry that a tag falls under: the longest cycle that it begins with, up to a character that ends a number. */
export function endOfLife(image: string, tag: string): EndOfLife | undefined {
  const matches = endsOfLife.filter(({image: name, cycle}) => {
    if (name !== image || !tag.startsWith(cycle)) return false;
    return !/^[0-9a-z]/i.test(tag.slice(cycle.length));
  });
  return matches.sort((a, b) => b.cycle.length - a.cycle.length)[0];
}
