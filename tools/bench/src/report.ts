import type { Generator } from './load.ts';
import { decimal, table, whole } from './markdown.ts';
import type { Measurement } from './measure.ts';
import { median } from './statistics.ts';
import { type HalfLoad, type Series, TARGETS, type TargetName } from './throughput.ts';
import type { VolumeSeries } from './volumes.ts';

export interface ClickReport {
  machine: string[];
  generator: Generator;
  rounds: number;
  seconds: number;
  series: Series[];
  atHalf: HalfLoad | null;
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

/** Returns the report as Markdown, which reads as well on a terminal. */
export function render(report: ClickReport): string {
  const { machine, generator, rounds, seconds } = report;
  const conditions = [...machine, `load by ${generator}; medians of ${rounds} × ${seconds} s`];
  return [
    conditions.map((line) => `- ${line}`).join('\n'),
    ...throughputSection(report.series),
    ...halfSection(report.atHalf),
    ...volumeSection(report.volumes),
    ...listSection(report.list),
  ].join('\n\n');
}

/** Returns what makes numbers of this report worthless, one line each. */
export function problemsOf(report: ClickReport): string[] {
  const problems = [...report.series, ...report.volumes]
    .flatMap((series) => series.rounds)
    .flatMap(({ problem }) => problem ?? []);
  for (const { target, loads } of report.atHalf?.series ?? []) {
    const failed = loads.reduce((sum, load) => sum + load.failed, 0);
    if (failed === 0) continue;
    problems.push(`${TARGETS[target].label}: ${failed} clicks at a constant rate were not answered with 2xx`);
  }
  return problems;
}

const COMPARED = ['a', 'b', 'b2'] as const satisfies readonly TargetName[];

function throughputSection(series: Series[]): string[] {
  if (series.length === 0) return [];
  const rows = series.map(({ connections, target, rounds }) => [
    String(connections),
    TARGETS[target].label,
    ...measured(rounds),
  ]);
  const ratioRows = [...new Set(series.map(({ connections }) => connections))].map((connections) => {
    const roundsOf = (name: TargetName) =>
      series.find((one) => one.target === name && one.connections === connections)?.rounds ?? [];
    return [String(connections), ...COMPARED.map((target) => ratioOf(roundsOf('c'), roundsOf(target)))];
  });
  const throughput = table(['connections', 'target', ...MEASURED], rows);
  if (new Set(series.map(({ target }) => target)).size === 1) return [throughput];
  return [
    throughput,
    'The hub’s clicks per second, compared round by round:',
    table(['connections', ...COMPARED.map((target) => `hub : ${TARGETS[target].label}`)], ratioRows),
  ];
}

function halfSection(atHalf: ClickReport['atHalf']): string[] {
  if (atHalf === null) return [];
  return [
    `At a constant ${whole(atHalf.perSecond)} clicks/s, half of what the hub did over 64 connections, each latency from ` +
      'the moment the click was due:',
    table(
      ['target', 'p50 ms', 'p99 ms (min–max)'],
      atHalf.series.map(({ target, loads }) => {
        const p99s = loads.map((load) => load.p99Ms);
        return [
          TARGETS[target].label,
          decimal(median(loads.map((load) => load.p50Ms))),
          `${decimal(median(p99s))} (${decimal(Math.min(...p99s))}–${decimal(Math.max(...p99s))})`,
        ];
      }),
    ),
  ];
}

function volumeSection(volumes: VolumeSeries[]): string[] {
  const [fewest, most] = [volumes[0], volumes.at(-1)];
  if (fewest === undefined || most === undefined) return [];
  return [
    table(
      ['stored clicks', ...MEASURED],
      volumes.map(({ stored, rounds }) => [whole(stored), ...measured(rounds)]),
    ),
    `The hub’s clicks per second over 64 connections, with ${whole(most.stored)} clicks stored : with ${whole(fewest.stored)} = ` +
      `${ratioOf(most.rounds, fewest.rounds)}.`,
  ];
}

function listSection(list: ClickReport['list']): string[] {
  if (list === null) return [];
  return [
    `\`GET /api/affiliates?limit=1000\` among 10,000 affiliates: ${list.emptyMs.toFixed(1)} ms without clicks, ` +
      `${list.storedMs.toFixed(1)} ms with ${whole(list.stored)} clicks stored, ratio ${(list.storedMs / list.emptyMs).toFixed(2)}.`,
  ];
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

/** Returns the median of the rounds' own ratios and their range: two measurements of one round met the same minute. */
function ratioOf(rounds: Measurement[], others: Measurement[]): string {
  const ratios = rounds.flatMap(({ clicksPerSecond }, round) => {
    const other = others[round];
    return other === undefined ? [] : [clicksPerSecond / other.clicksPerSecond];
  });
  if (ratios.length === 0) return '–';
  const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)];
  return `${middle.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}
