import type {Availability, Sample, ServiceAvailability} from '../../gates/measure/availability';
import {percentile, sorted} from '../../gates/measure/statistics';

const width = 860;
const left = 96;
const right = 8;
const inner = width - left - right;

/** Text that is safe in HTML and SVG. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);

const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);

/** Times of day below a chart, five of them. */
function axis(from: number, until: number, y: number): string {
  return Array.from({length: 5}, (_, i) => {
    const share = i / 4;
    const anchor = i === 0 ? 'start' : i === 4 ? 'end' : 'middle';
    const x = left + share * inner;
    return `<text class="axis" x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}">${clock(from + share * (until - from))}</text>`;
  }).join('');
}

/** What a piece of time was like: the worst that happened in it. */
type Piece = 'ok' | 'failed' | 'missing';

/** Divides the time into pieces as wide as the chart shows, each as bad as its worst slot. Pure. */
export function piecesOf(
  samples: readonly Sample[],
  {from, until, intervalMs}: Omit<Availability, 'services' | 'samples'>,
  most = inner,
): Piece[] {
  const slots = Math.max(1, Math.floor((until - from) / intervalMs));
  const count = Math.min(slots, most);
  const seen: Piece[] = Array.from({length: slots}, () => 'missing');
  for (const {at, ok} of samples) {
    const slot = Math.floor((at - from) / intervalMs);
    if (slot >= 0 && slot < slots && seen[slot] !== 'failed') seen[slot] = ok ? 'ok' : 'failed';
  }
  return Array.from({length: count}, (_, i) => {
    const part = seen.slice(
      Math.floor((i * slots) / count),
      Math.max(Math.floor(((i + 1) * slots) / count), Math.floor((i * slots) / count) + 1),
    );
    return part.includes('failed') ? 'failed' : part.includes('missing') ? 'missing' : 'ok';
  });
}

const rowHeight = 22;

/** A bar per service over the time: answered, failed, not asked. */
export function availabilityChart({from, until, intervalMs, services, samples}: Availability): string {
  const height = services.length * rowHeight + 20;
  const rows = services.map(({service}, row) => {
    const pieces = piecesOf(
      samples.filter((s) => s.service === service),
      {from, until, intervalMs},
    );
    const step = inner / pieces.length;
    const y = row * rowHeight + 3;
    const bars: string[] = [];
    // What is bad is drawn last, and never too narrow to be seen.
    const marks: string[] = [];
    for (let i = 0; i < pieces.length; ) {
      let end = i + 1;
      while (pieces[end] === pieces[i]) end++;
      const x = left + i * step;
      const least = pieces[i] === 'failed' ? 3 : 1;
      (pieces[i] === 'failed' ? marks : bars).push(
        `<rect class="${pieces[i]}" x="${x.toFixed(1)}" y="${y}" width="${Math.max(least, (end - i) * step).toFixed(1)}" height="14"/>`,
      );
      i = end;
    }
    return `<text x="0" y="${y + 12}">${escaped(service)}</text>${[...bars, ...marks].join('')}`;
  });
  const label = 'Availability of each service over time';
  return `<svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}">${rows.join('')}${axis(from, until, height - 4)}</svg>`;
}

const plotHeight = 120;
const points = 120;

/** Median and 95th percentile of pieces of the time. Pure. */
export function latencyLine(
  samples: readonly Sample[],
  from: number,
  until: number,
  count = points,
): {share: number; p50: number; p95: number}[] {
  const pieces: number[][] = Array.from({length: count}, () => []);
  for (const {at, ms, ok} of samples) {
    const piece = pieces[Math.min(count - 1, Math.floor(((at - from) / (until - from)) * count))];
    if (ok) piece?.push(ms);
  }
  return pieces.flatMap((times, i) => {
    if (times.length === 0) return [];
    const all = sorted(times);
    return [{share: (i + 0.5) / count, p50: percentile(all, 0.5), p95: percentile(all, 0.95)}];
  });
}

/** The next number of the kind 1, 2 or 5 times a power of ten. */
export function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** The probe's time of one service: median as a line, 95th percentile as an area behind it. */
export function latencyChart(availability: Availability, {service}: ServiceAvailability): string {
  const {from, until} = availability;
  const line = latencyLine(
    availability.samples.filter((s) => s.service === service),
    from,
    until,
  );
  const top = ceiling(Math.max(1, ...line.map(({p95}) => p95)));
  const x = (share: number) => (left + share * inner).toFixed(1);
  const y = (ms: number) => (6 + (1 - ms / top) * plotHeight).toFixed(1);
  const path = (key: 'p50' | 'p95') => line.map((p) => `${x(p.share)},${y(p[key])}`).join(' ');
  const base = y(0);
  const area =
    line.length > 0
      ? `<polygon class="spread" points="${x(line[0]?.share ?? 0)},${base} ${path('p95')} ${x(line.at(-1)?.share ?? 1)},${base}"/>`
      : '';
  const grid = [0, 0.5, 1]
    .map((share) => {
      const at = y(share * top);
      return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text class="axis" x="${left - 6}" y="${Number(at) + 4}" text-anchor="end">${share * top} ms</text>`;
    })
    .join('');
  const height = plotHeight + 28;
  return `<svg role="img" aria-label="Time of the probe of ${escaped(service)}" viewBox="0 0 ${width} ${height}">${grid}${area}<polyline class="median" points="${path('p50')}"/>${axis(from, until, height - 4)}</svg>`;
}
