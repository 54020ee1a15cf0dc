import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addBackupMetrics } from '../../src/domains/backups/metrics.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';

const ROOT = new URL('../../../../', import.meta.url);
const DOCUMENT = new URL('docs/RUNNING.md', ROOT);
const BEGIN = '<!-- metrics: written by monitoring.test.ts from the code -->\n';
const END = '<!-- end of metrics -->';

interface Known {
  name: string;
  help: string;
  type: string;
  labels: string[];
}

let hub: TestHub;
let metrics: Map<string, Known>;
beforeAll(async () => {
  hub = await startTestHub({ works: true });
  // Where a hub is told to make backups.
  addBackupMetrics(hub.deps.metrics, { folder: hub.deps.env.DATA_DIR, now: () => new Date() });
  metrics = new Map(
    hub.deps.metrics.registry.getMetricsAsArray().map((metric) => {
      const { name, help, type, labelNames } = metric as unknown as Known & { labelNames?: string[] };
      // The histogram of requests is the hub's own.
      const labels = labelNames ?? ['route', 'method', 'status'];
      return [name, { name, help, type: String(type), labels: [...labels] }];
    }),
  );
});
afterAll(() => hub.stop());

/** Of Prometheus itself, and of how it names the parts of a histogram. */
const FROM_PROMETHEUS = ['job', 'instance', 'le'];

/** Returns what is wrong with the metrics and labels that an expression names. */
function problemsOf(expression: string): string[] {
  const withoutTexts = expression.replaceAll(/"[^"]*"/g, '""');
  const used = [...withoutTexts.matchAll(/\b((?:hub|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)];
  const known = used.map(
    ([, name = '']) => metrics.get(name) ?? metrics.get(name.replace(/_(?:bucket|sum|count)$/, '')),
  );
  const allowed = new Set([...FROM_PROMETHEUS, ...known.flatMap((metric) => metric?.labels ?? [])]);
  const grouped = [...withoutTexts.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(/,\s*/),
  );
  return [
    ...used.flatMap(([, name = ''], at) => (known[at] === undefined ? [`no metric ${name}`] : [])),
    ...used.flatMap(([, name = '', selector = ''], at) =>
      [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].flatMap(([, label = '']) =>
        [...FROM_PROMETHEUS, ...(known[at]?.labels ?? [])].includes(label)
          ? []
          : [`${name} has no label ${label}`],
      ),
    ),
    ...grouped.filter((label) => !allowed.has(label)).map((label) => `nothing to group by ${label}`),
  ];
}

test('every rule for Prometheus asks for metrics and labels that exist', () => {
  const rules = readFileSync(new URL('deploy/prometheus/rules.yml', ROOT), 'utf8')
    .split(/^ {6}- alert: /m)
    .slice(1);
  expect(rules.length).toBeGreaterThan(15);
  const wrong = rules.flatMap((rule) => {
    const [name = ''] = rule.split('\n');
    const expression = /expr: ([\s\S]*?)\n {8}(?:for|labels):/.exec(rule)?.[1] ?? '';
    return expression === ''
      ? [`${name}: no expression`]
      : problemsOf(expression).map((what) => `${name}: ${what}`);
  });
  expect(wrong).toEqual([]);
});

test('every rule says what to do about it', () => {
  const rules = readFileSync(new URL('deploy/prometheus/rules.yml', ROOT), 'utf8');
  const document = readFileSync(DOCUMENT, 'utf8');
  const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
  expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
});

test('every panel of the dashboard asks for metrics and labels that exist', () => {
  const { panels } = JSON.parse(readFileSync(new URL('deploy/grafana/dashboard.json', ROOT), 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  const asked = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.flatMap(({ title, expr }) => problemsOf(expr).map((what) => `${title}: ${what}`))).toEqual([]);
});

test('an expression with a wrong name or label is found', () => {
  expect(problemsOf('rate(hub_clicks_totals{job="x"}[5m])')).toEqual(['no metric hub_clicks_totals']);
  expect(problemsOf('sum by (who) (hub_clicks_total{why="x"})')).toEqual([
    'hub_clicks_total has no label why',
    'nothing to group by who',
  ]);
});

function table(): string {
  const rows = [...metrics.values()]
    .filter(({ name }) => name.startsWith('hub_'))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, type, labels, help }) => {
      const named = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${type} | ${named} | ${help.replaceAll('<', '&lt;')} |`;
    });
  return ['', '| metric | type | labels | |', '| --- | --- | --- | --- |', ...rows, '', ''].join('\n');
}

test('the metrics in docs/RUNNING.md are those of the code', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const [written, after] = (rest ?? '').split(END);
  if (written !== table()) writeFileSync(DOCUMENT, `${before}${BEGIN}${table()}${END}${after}`);
  expect(written, 'docs/RUNNING.md was written anew: look at it and commit it').toBe(table());
});

test('connections and jobs are counted', async () => {
  const { body } = await hub.app.inject('/metrics');
  for (const part of ['clicks', 'orders', 'stock', 'pages', 'work', 'lookups']) {
    expect(body).toMatch(new RegExp(`^hub_database_connections\\{part="${part}",state="waiting"\\} 0$`, 'm'));
  }
  expect(body).toMatch(/^hub_jobs\{queue="[\w.-]+",state="ready"\} \d+$/m);
});
