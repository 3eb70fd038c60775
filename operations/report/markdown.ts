import {allOutages, lengthOf, momentIn} from '../../gates/measure/availability';
import {causesOf, causesText} from '../watch/report';
import type {Report} from './result';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The report as Markdown. */
export function markdown(report: Report): string {
  const {stack, verdict, results, availability, commit, machine, start, end, images, events} = report;
  const time = (at: number) => momentIn(at, availability);
  const outages = allOutages(availability);
  return [
    `# Gate 1, stack ${stack}: ${verdict}`,
    '',
    `Measured over ${lengthOf(availability.until - availability.from)}, ${start} to ${end}. Commit ${commit || '(not in a repository)'}. Machine: ${machine}.`,
    '',
    '| verdict | check | requirement | measured | reason | to mend | numbers |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...results.map(
      (r) =>
        `| ${r.verdict} | ${cell(r.title)} | ${cell(r.requirement)} | ${cell(r.value)} | ${cell(r.reason)} | ${cell(r.fix ?? '')} | [${r.file}](${r.file}) |`,
    ),
    '',
    '## Outages',
    '',
    ...(outages.length === 0
      ? ['None.']
      : [
          '| service | from | until | length | the probe said | the engine said |',
          '| --- | --- | --- | --- | --- | --- |',
          ...outages.map(
            (o) =>
              `| ${o.service} | ${time(o.from)} | ${o.until === undefined ? 'still' : time(o.until)} | ${Math.round(o.seconds)} s | ${cell(o.error)} | ${cell(causesText(o, causesOf(o, events)))} |`,
          ),
        ]),
    '',
    '## Images',
    '',
    ...Object.entries(images).map(([name, image]) => `- ${name}: \`${image}\``),
    '',
  ].join('\n');
}
