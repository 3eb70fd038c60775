import {rules} from '../../policies/all';
import {standards} from '../../policies/coverage';

/** One recommendation of a standard, and what the pack has for it. */
export interface Covered {
  readonly standard: string;
  readonly id: string;
  readonly title: string;
  readonly state: 'covered' | 'not expressible' | 'not applicable';
  readonly rules: readonly string[];
  readonly reason?: string;
}

/** Numbers of a standard in their order: 5.2 before 5.10. */
const byNumber = (a: Covered, b: Covered): number => a.id.localeCompare(b.id, 'en', {numeric: true});

/** Every recommendation of every standard. */
export function coverage(): Covered[] {
  return standards.flatMap(({key, name, titles, gaps}) => {
    const covered = Object.entries(titles)
      .filter(([id]) => !gaps.some((gap) => gap.id === id))
      .map(([id, title]) => ({
        standard: name,
        id,
        title,
        state: 'covered' as const,
        rules: rules
          .filter((rule) => (rule.standards[key] as readonly string[] | undefined)?.includes(id))
          .map((r) => r.name),
      }));
    return [...covered, ...gaps.map((gap) => ({...gap, standard: name, rules: []}))].sort(byNumber);
  });
}

/** The coverage of the pack as a page of Markdown. */
export function coverageMarkdown(): string {
  const all = coverage();
  const sections = standards.map(({name}) => {
    const own = all.filter(({standard}) => standard === name);
    const count = (state: Covered['state']) => own.filter((one) => one.state === state).length;
    const rows = own.map(({id, title, state, rules: names, reason}) => {
      return `| ${id} | ${title} | ${state} | ${names.map((rule) => `\`${rule}\``).join(', ') || reason} |`;
    });
    return [
      `## ${name}`,
      '',
      `${count('covered')} covered, ${count('not expressible')} not expressible, ${count('not applicable')} not applicable.`,
      '',
      '| id | recommendation | state | rules, or why there are none |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n');
  });
  const head = '# Coverage\n\nMade by `./platform policies coverage --write`; a test holds it against the rules.\n';
  return [head, ...sections].join('\n');
}
