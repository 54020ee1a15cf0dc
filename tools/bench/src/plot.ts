import { median } from './statistics.ts';
import { type Series, TARGETS } from './throughput.ts';

const WIDTH = 760;
const LABEL_WIDTH = 230;
const VALUE_WIDTH = 90;
const BAR_HEIGHT = 22;
const ROW_HEIGHT = 30;
const GROUP_GAP = 34;

/** Returns clicks per second as an SVG of bars, a group for each number of connections, with a line from the slowest to the fastest round. */
export function plot(series: Series[]): string {
  const fastest = Math.max(...series.flatMap(({ rounds }) => rounds.map((round) => round.clicksPerSecond)));
  const scale = (rate: number) => (rate / fastest) * (WIDTH - LABEL_WIDTH - VALUE_WIDTH);
  const parts: string[] = [];
  let y = 0;
  for (const connections of new Set(series.map((one) => one.connections))) {
    parts.push(text(0, y + 22, `${connections} connections`, 'bold'));
    y += GROUP_GAP;
    for (const one of series.filter((candidate) => candidate.connections === connections)) {
      parts.push(bar(one, y, scale));
      y += ROW_HEIGHT;
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 -10 ${WIDTH + 32} ${y + 26}" font-family="system-ui, sans-serif" font-size="14">`,
    '<title>Clicks per second, by target and connections</title>',
    '<rect x="-16" y="-10" width="100%" height="100%" fill="#ffffff"/>',
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function bar({ target, rounds }: Series, y: number, scale: (rate: number) => number): string {
  const rates = rounds.map((round) => round.clicksPerSecond);
  const middle = y + BAR_HEIGHT / 2;
  const rate = median(rates);
  const [from, to] = [Math.min(...rates), Math.max(...rates)].map((end) => LABEL_WIDTH + scale(end));
  return [
    text(0, middle + 5, TARGETS[target].label),
    `<rect x="${LABEL_WIDTH}" y="${y}" width="${scale(rate).toFixed(1)}" height="${BAR_HEIGHT}" fill="${target === 'c' ? '#1c7ed6' : '#adb5bd'}"/>`,
    `<path d="M${from?.toFixed(1)} ${middle}H${to?.toFixed(1)}" stroke="#212529" stroke-width="2"/>`,
    text((to ?? 0) + 8, middle + 5, Math.round(rate).toLocaleString('en-US')),
  ].join('\n');
}

function text(x: number, y: number, content: string, weight = 'normal'): string {
  return `<text x="${x.toFixed(1)}" y="${y}" fill="#212529" font-weight="${weight}">${content}</text>`;
}
