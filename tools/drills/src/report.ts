import type { AlertDrillResult } from './alert-drill.ts';
import type { DrillResult } from './drill.ts';
import type { Finding } from './finding.ts';

const SHOWN = 20;

const HEADER = [
  'drill',
  'kills',
  'sent',
  'acknowledged',
  'sent again after a failure',
  'lost',
  'doubled',
  'other answers to one event',
  'books that differ',
  'other findings',
  'back after, median / longest',
  'seconds',
];

/** Returns a table of Markdown with one row a drill. */
export function renderTable(results: readonly DrillResult[]): string {
  return table(HEADER, results.map(cells));
}

/** Returns a drill of the alerts as a table of Markdown. */
export function renderAlertDrill({ name, header, rows, seconds }: AlertDrillResult): string {
  return `${name}, ${seconds.toFixed(0)} s:\n\n${table(header, rows)}`;
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, header.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => cell.toLocaleString('en-US')).join(' | ')} |`)
    .join('\n');
}

function cells({ name, kills, sentEvents, findings, backAfterMs, seconds }: DrillResult): string[] {
  const count = (...kinds: Finding['kind'][]) => findings.filter(({ kind }) => kinds.includes(kind)).length;
  const sorted = backAfterMs.toSorted((a, b) => a - b);
  const back = [sorted[sorted.length >> 1], sorted.at(-1)].map((ms) => `${((ms ?? 0) / 1000).toFixed(2)} s`);
  const numbers = [
    ...[kills, sentEvents.sent, sentEvents.acknowledged, sentEvents.retried],
    ...[count('lost'), count('doubled'), count('contradicted'), count('books')],
    count('unsent', 'miscounted', 'unexpected'),
  ];
  return [
    name,
    ...numbers.map((number) => number.toLocaleString('en-US')),
    sorted.length === 0 ? '–' : back.join(' / '),
    seconds.toFixed(0),
  ];
}

/** Returns what was found, a line each. */
export function renderFindings(findings: readonly Finding[]): string {
  const lines = findings.slice(0, SHOWN).map(({ kind, detail }) => `  ${kind}: ${detail}`);
  if (findings.length > SHOWN) lines.push(`  … and ${findings.length - SHOWN} more`);
  return lines.join('\n');
}
