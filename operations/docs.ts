import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Limits, Reachable} from '../components/core/definition';
import {settingsTable} from '../components/core/settings';
import {defaultServices, services} from '../components/services';
import {openai} from '../components/services/openai';
import {rules} from '../policies/all';
import {coverageMarkdown} from './policies/coverage';
import {ruleMarkdown} from './policies/rule-table';
import {root} from './session';

/** A table of Markdown. */
const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

/** What a small service is limited to, with its companions. */
const sumOf = (service: Reachable, limit: (limits: Limits) => number): number =>
  [service, ...(service.companions ?? [])].reduce((sum, {limits}) => sum + limit(limits.small), 0);

const servicesTable = (): string =>
  markdown(
    ['service', 'on', 'for', 'image', 'port', 'roles', 'small: memory, cpus'],
    [
      ...Object.values<Reachable>(services).map((d) => [
        d.name,
        (defaultServices as readonly string[]).includes(d.name) ? 'yes' : 'if asked for',
        d.purpose,
        [...[d, ...(d.companions ?? [])].map(({image}) => image.tag).reverse(), ...Object.keys(d.versions ?? {})].join(
          ', ',
        ),
        String(d.ports[d.connection.port]),
        [d.roles.map((role) => role.name).join(', '), ...(d.rolesNote ? [`(${d.rolesNote})`] : [])].join(' '),
        `${sumOf(d, ({memoryMiB}) => memoryMiB)} MiB, ${sumOf(d, ({cpus}) => cpus)}`,
      ]),
      [openai.name, 'if asked for', openai.purpose, 'none: external', '-', `(${openai.rolesNote})`, '-'],
    ],
  );

const settings = (): string =>
  markdown(
    ['setting', 'meaning'],
    settingsTable(services).map(({key, meaning}) => [`\`${key}\``, meaning]),
  );

const policies = (): string =>
  markdown(
    ['policy', 'level', 'says'],
    rules.map((rule) => [`\`${rule.name}\``, rule.level, rule.description]),
  );

/** The derived parts of the README by the name in their marks. */
const regions: Readonly<Record<string, () => string>> = {services: servicesTable, settings, policies};

/** A text with every region between `<!-- generated: name -->` and `<!-- end -->` made anew. */
export function regenerated(text: string, made: Readonly<Record<string, () => string>> = regions): string {
  return text.replace(
    /(<!-- generated: (\w+) -->)[\s\S]*?(<!-- end -->)/g,
    (whole, open: string, name: string, close: string) => {
      const make = made[name];
      return make ? `${open}\n${make()}\n${close}` : whole;
    },
  );
}

/** Every file that is made, in whole or in part, of what the code says. */
const files: Readonly<Record<string, (before: string) => string>> = {
  'README.md': (before) => regenerated(before),
  'policies/README.md': (before) => regenerated(before, {rules: ruleMarkdown}),
  'policies/COVERAGE.md': coverageMarkdown,
};

function main(): void {
  for (const [name, make] of Object.entries(files)) {
    const file = join(root, name);
    const before = readFileSync(file, 'utf8');
    const after = make(before);
    if (before === after) continue;
    if (process.argv.includes('--check')) {
      console.error(`${name}: its generated parts are old; run npm run docs`);
      process.exitCode = 1;
    } else writeFileSync(file, after);
  }
}

if (require.main === module) main();
