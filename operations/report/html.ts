import {allOutages, lengthOf, momentIn, type Outage} from '../../gates/measure/availability';
import {eventLine} from '../watch/events';
import {causesOf, causesText} from '../watch/report';
import {availabilityChart, escaped, latencyChart} from './charts';
import type {Report, Result} from './result';

const style = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #ffffff; --line: #d0d7de; --ok: #1a7f37; --bad: #b3261e; --open: #9a6700; --missing: #afb8c1; --accent: #0b62c4; --spread: #c5dcf7; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9ea7b3; --back: #0d1117; --line: #30363d; --ok: #3fb950; --bad: #ff7b72; --open: #e3b341; --missing: #6e7681; --accent: #79b8ff; --spread: #1c3a5e; } }
@media print { :root { --text: #000; --soft: #333; --back: #fff; --line: #999; --ok: #1a7f37; --bad: #b3261e; --open: #7a5200; --missing: #999; --accent: #0b62c4; --spread: #c5dcf7; } tr, svg, li { break-inside: avoid; } h2, h3, h2 + p, .key { break-after: avoid; } a { text-decoration: none; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; color: var(--text); background: var(--back); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; } thead th { color: var(--soft); font-size: .9em; } td.what { width: 17rem; } td.word { white-space: nowrap; font-weight: 600; overflow-wrap: normal; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .75rem 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.pass { color: var(--ok); } .fail { color: var(--bad); } .open { color: var(--open); } .soft { color: var(--soft); font-size: .93em; }
a { color: var(--accent); } code, pre { font: 13px/1.5 ui-monospace, monospace; } pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
svg { width: 100%; height: auto; display: block; font: 12px system-ui, sans-serif; } svg text { fill: var(--text); } svg text.axis { fill: var(--soft); font-size: 11px; }
rect.ok { fill: var(--ok); } rect.failed { fill: var(--bad); } rect.missing { fill: var(--missing); } .grid { stroke: var(--line); } .median { fill: none; stroke: var(--accent); stroke-width: 1.5; } .spread { fill: var(--spread); }
table.outages :is(th, td):nth-child(-n + 4) { white-space: nowrap; overflow-wrap: normal; } .wide { overflow-x: auto; }
@media screen and (max-width: 44rem) { table.checks :is(tbody, tr, td) { display: block; width: auto; } table.checks thead { display: none; } table.checks tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } table.checks td { border: 0; padding: .1rem 0; } table.outages { min-width: 40rem; } svg { min-width: 36rem; } dl { display: block; } dd { margin-bottom: .4rem; } }
@media print { body { font-size: 12px; padding: 0; max-width: none; } td.what { width: 12rem; } }
.key span { margin-right: 1rem; } .key b { display: inline-block; width: .8rem; height: .8rem; margin-right: .3rem; vertical-align: -1px; }
`;

const classes = {pass: 'pass', fail: 'fail', 'not proven': 'open'} as const;
const signs = {pass: '✓ pass', fail: '✗ fail', 'not proven': '? not proven'} as const;

/** One line for each part of an enumeration. */
const lines = (text: string): string => text.split('; ').map(escaped).join('<br>');

const row = ({title, requirement, value, verdict, reason, fix, file}: Result): string => `
<tr><td class="word ${classes[verdict]}">${signs[verdict]}</td>
<td class="what"><strong>${escaped(title)}</strong><div class="soft">${escaped(requirement)}</div></td>
<td>${lines(value)}<div class="soft">${lines(reason)}${fix ? `<br>To mend: ${escaped(fix)}` : ''} <a href="${file}">${file}</a></div></td></tr>`;

const fact = (name: string, value: string): string => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`;

const causes = (outage: Outage, events: Report['events']): string =>
  escaped(causesText(outage, causesOf(outage, events)));

function outages({availability, events}: Report): string {
  const time = (at: number) => momentIn(at, availability);
  const all = allOutages(availability);
  if (all.length === 0) return '<p>No outage.</p>';
  const rows = all.map(
    (o) =>
      `<tr><td>${escaped(o.service)}</td><td>${time(o.from)}</td><td>${o.until === undefined ? 'still' : time(o.until)}</td><td>${Math.round(o.seconds)} s</td><td>${escaped(o.error)}</td><td>${causes(o, events)}</td></tr>`,
  );
  return `<div class="wide"><table class="outages"><thead><tr><th>service</th><th>from</th><th>until</th><th>length</th><th>the probe said</th><th>the engine said</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** The report as one HTML file that needs nothing else. */
export function html(report: Report): string {
  const {stack, verdict, results, availability, events} = report;
  const count = (wanted: string) => results.filter((r) => r.verdict === wanted).length;
  const key = (color: string, word: string) => `<span><b style="background: var(--${color})"></b>${word}</span>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gate 1, stack ${escaped(stack)}</title><style>${style}</style></head><body>
<h1>Gate 1: is the stack <em>${escaped(stack)}</em> ready for integration?</h1>
<p class="${classes[verdict]}"><strong>${signs[verdict]}</strong> (${count('pass')} passed, ${count('fail')} failed, ${count('not proven')} not proven; measured over ${lengthOf(availability.until - availability.from)})</p>
<dl>${fact('commit', report.commit || 'not in a repository')}${fact('machine', report.machine)}${fact('start', report.start)}${fact('end', report.end)}</dl>
<h2>Checks</h2>
<table class="checks"><thead><tr><th>verdict</th><th>check</th><th>measured</th></tr></thead><tbody>${results.map(row).join('')}</tbody></table>
<h2>Availability</h2>
<p class="key soft">${key('ok', 'answered')}${key('bad', 'failed')}${key('missing', 'not asked')}times are UTC</p>
<div class="wide">${availabilityChart(availability)}</div>
<h3>Outages</h3>${outages(report)}
<h2>Time of the probes</h2>
<p class="soft">Line: median; area: 95th percentile. A probe connects, logs in, writes, reads and deletes.</p>
${availability.services.map((service) => `<h3>${escaped(service.service)}</h3><div class="wide">${latencyChart(availability, service)}</div>`).join('\n')}
<h2>What the engine did</h2>
${events.length === 0 ? '<p>Nothing on record; ./platform watch start records it.</p>' : `<pre>${escaped(events.slice(-200).map(eventLine).join('\n'))}</pre>`}
<h2>Images</h2>
<dl>${Object.entries(report.images)
    .map(([name, image]) => fact(name, image))
    .join('')}</dl>
</body></html>
`;
}
