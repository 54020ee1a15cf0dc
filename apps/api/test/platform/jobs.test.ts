import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { createDeps } from '../../src/deps.ts';
import { readEnv } from '../../src/platform/env.ts';
import type { Job } from '../../src/platform/jobs/job-definition.ts';

const PAGE = fileURLToPath(new URL('../../../../docs/JOBS.md', import.meta.url));

// Composing opens no connection, so that no database is needed to read the table.
const deps = createDeps({
  env: readEnv({ DATA_DIR: '/nowhere' }),
  databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere',
  authSecret: 'test-only-secret-of-32-characters!',
  encryptionKeys: [Buffer.alloc(32, 'test-only')],
  log: pino({ level: 'silent' }),
});
afterAll(() => deps.stop());

/** A duration in the largest unit that divides it. */
function duration(seconds: number): string {
  if (seconds === 0) return '—';
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function row({ definition }: Job): string {
  const { queue, does, schedule, policy, retryLimit, retryDelaySeconds, deadLetter } = definition;
  const { expireInSeconds, heartbeatSeconds, pollingIntervalSeconds } = definition;
  const retries = retryLimit === 0 ? 'none' : `${retryLimit}, ${duration(retryDelaySeconds)} apart`;
  const cells = [
    `\`${queue}\``,
    does,
    schedule === undefined ? '' : `\`${schedule}\``,
    policy,
    retries + (deadLetter === undefined ? '' : `, then \`${deadLetter}\``),
    duration(expireInSeconds),
    duration(heartbeatSeconds),
    duration(pollingIntervalSeconds),
  ];
  return `| ${cells.join(' | ')} |`;
}

test('docs/JOBS.md lists every queue as it is declared', async () => {
  const rows = deps.queues.toSorted((a, b) => a.definition.queue.localeCompare(b.definition.queue)).map(row);
  const page = `# Jobs

Background work runs on pg-boss, in the schema \`pgboss\` of the hub's database. A queue is declared with \`defineJob\`
beside the domain whose service does the work (\`apps/api/src/domains/<domain>/jobs.ts\`), and enqueued in the transaction
that caused it. Payloads carry ids only, and every handler may run twice.

A test compares this table with the declarations; \`npm test -- --project api platform/jobs -u\` writes it.

| queue | does | cron (UTC) | policy | retries | longest run | silent worker | looks every |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

* \`short\` queues keep one waiting job per key, however many ask for it.
* *Silent worker*: the time after which a job is taken from a worker that has stopped reporting, and given to another.
* *Looks every*: how often an idle worker looks for jobs whose time has come. A committed job wakes a worker at once.
* Timers in the process, and no jobs, are the fold of the 30-day metrics (every second), the watch over the scans
  (every 15 s), the replay of the click spool (every second) and backups (looked after every minute).
`;
  await expect(page).toMatchFileSnapshot(PAGE);
});

test('queue names are unique, and dead-letter queues exist', () => {
  const names = deps.queues.map(({ definition }) => definition.queue);
  expect(new Set(names).size).toBe(names.length);
  for (const { definition } of deps.queues) {
    if (definition.deadLetter !== undefined) expect(names).toContain(definition.deadLetter);
  }
});
