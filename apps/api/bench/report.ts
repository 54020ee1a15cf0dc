import type { Generator, LoadResult } from './load.ts';
import type { Measurement } from './measure.ts';
import { median } from './statistics.ts';
import { rateOf, type Series, TARGETS, type TargetName } from './throughput.ts';
import type { VolumeSeries } from './volumes.ts';

export interface ClickReport {
  machine: string[];
  generator: Generator;
  rounds: number;
  seconds: number;
  series: Series[];
  atHalf: (LoadResult & { perSecond: number }) | null;
  volumes: VolumeSeries[];
  list: { stored: number; emptyMs: number; storedMs: number } | null;
}

const MEASURED = [
  'clicks/s (min–max)',
  'p50 ms',
  'p99 ms',
  'µs of Node',
  'µs of PostgreSQL',
  'clicks a commit',
];

/** The report as Markdown, which reads as well on a terminal. */
export function render(report: ClickReport): string {
  const lists = [
    ...report.machine,
    `load by ${report.generator}; medians of ${report.rounds} × ${report.seconds} s`,
  ];
  return [
    lists.map((line) => `- ${line}`).join('\n'),
    ...section(report.series.length > 0, () => [
      table(['connections', 'target', ...MEASURED], report.series.map(throughputRow)),
    ]),
    ...section(report.series.some(({ target }) => target === 'c') && report.series.length > 1, () => [
      table(
        ['connections', ...COMPARED.map((target) => `hub : ${TARGETS[target].label}`)],
        connectionsOf(report).map((connections) => ratioRow(report, connections)),
      ),
    ]),
    ...section(report.atHalf !== null, () => [halfSentence(report)]),
    ...section(report.volumes.length > 0, () => [
      table(['stored clicks', ...MEASURED], report.volumes.map(volumeRow)),
      volumeSentence(report.volumes),
    ]),
    ...section(report.list !== null, () => [listSentence(report)]),
  ].join('\n\n');
}

/** What makes numbers of this report worthless, one line each. */
export function problemsOf(report: ClickReport): string[] {
  const problems = [...report.series, ...report.volumes]
    .flatMap((series) => series.rounds)
    .flatMap(({ problem }) => problem ?? []);
  if (report.atHalf !== null && report.atHalf.failed > 0) {
    problems.push(`${report.atHalf.failed} clicks at a constant rate were not answered with 2xx`);
  }
  return problems;
}

const COMPARED = ['a', 'b', 'b2'] as const satisfies readonly TargetName[];

function section(isThere: boolean, paragraphs: () => string[]): string[] {
  return isThere ? paragraphs() : [];
}

function connectionsOf({ series }: ClickReport): number[] {
  return [...new Set(series.map(({ connections }) => connections))];
}

function throughputRow(series: Series): string[] {
  return [String(series.connections), TARGETS[series.target].label, ...measured(series.rounds)];
}

function volumeRow({ stored, rounds }: VolumeSeries): string[] {
  return [whole(stored), ...measured(rounds)];
}

function measured(rounds: Measurement[]): string[] {
  const rates = rounds.map((round) => round.clicksPerSecond);
  const of = (read: (round: Measurement) => number | null) => {
    const values = rounds.map(read).filter((value) => value !== null);
    return values.length === 0 ? null : median(values);
  };
  return [
    `${whole(median(rates))} (${whole(Math.min(...rates))}–${whole(Math.max(...rates))})`,
    decimal(of((round) => round.load.p50Ms)),
    decimal(of((round) => round.load.p99Ms)),
    whole(of((round) => round.nodeMicros)),
    whole(of((round) => round.postgresMicros)),
    decimal(of((round) => round.clicksPerBatch)),
  ];
}

function ratioRow({ series }: ClickReport, connections: number): string[] {
  const rate = (target: TargetName) => {
    const found = series.find((one) => one.target === target && one.connections === connections);
    return found === undefined ? Number.NaN : rateOf(found);
  };
  return [String(connections), ...COMPARED.map((target) => ratio(rate('c') / rate(target)))];
}

function halfSentence({ atHalf }: ClickReport): string {
  return (
    `At a constant ${whole(atHalf?.perSecond ?? null)} clicks/s, half of what it did over 64 connections: ` +
    `p50 ${decimal(atHalf?.p50Ms ?? null)} ms, p99 ${decimal(atHalf?.p99Ms ?? null)} ms, each from the moment the click was due.`
  );
}

function volumeSentence(volumes: VolumeSeries[]): string {
  const rate = (series: VolumeSeries | undefined) =>
    median(series?.rounds.map((round) => round.clicksPerSecond) ?? []);
  const [fewest, most] = [volumes[0], volumes.at(-1)];
  return (
    `${whole(most?.stored ?? null)} stored clicks : ${whole(fewest?.stored ?? null)} = ` +
    `${ratio(rate(most) / rate(fewest))} of the clicks per second.`
  );
}

function listSentence({ list }: ClickReport): string {
  if (list === null) return '';
  return (
    `\`GET /api/affiliates?limit=1000\` among 10,000 affiliates: ${list.emptyMs.toFixed(1)} ms without clicks, ` +
    `${list.storedMs.toFixed(1)} ms with ${whole(list.stored)} clicks stored, ratio ${ratio(list.storedMs / list.emptyMs)}.`
  );
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function whole(value: number | null): string {
  return value === null ? '–' : Math.round(value).toLocaleString('en-US');
}

function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(1);
}

function ratio(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2);
}
