import { randomUUID } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { OpsAlarmDao } from '@dreamteamhub/db/deliveries';
import type { Notifier } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import type { AlertingHealth } from './alerting-health-service.ts';

const CHECK_MILLISECONDS = 15_000;

/**
 * Watches the scans: the dead man's switch. A timer rather than a job, and its alarms go straight to the channels,
 * because jobs may be what is broken. Of all processes on a database, one sends the alarm; when the database is away
 * for longer than scans may be late, each process sends it, once.
 */
export class AlertingMonitor {
  readonly #alarms: OpsAlarmDao;
  readonly #health: AlertingHealth;
  readonly #notifiers: readonly Notifier[];
  readonly #repeatSeconds: number;
  readonly #allowanceSeconds: number;
  readonly #log: FastifyBaseLogger;
  /** Monotonic seconds, whatever is done to the clock. */
  readonly #elapsed: () => number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #awaySince: number | null = null;
  #hasReportedOutage = false;

  constructor(deps: {
    db: Database;
    health: AlertingHealth;
    notifiers: readonly Notifier[];
    repeatSeconds: number;
    allowanceSeconds: number;
    log: FastifyBaseLogger;
    elapsedSeconds: () => number;
  }) {
    this.#alarms = new OpsAlarmDao(deps.db);
    this.#health = deps.health;
    this.#notifiers = deps.notifiers;
    this.#repeatSeconds = deps.repeatSeconds;
    this.#allowanceSeconds = deps.allowanceSeconds;
    this.#log = deps.log;
    this.#elapsed = deps.elapsedSeconds;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.check());
    }, CHECK_MILLISECONDS);
    this.#timer.unref();
  }

  /** Lets a running check finish. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Checks once. Never rejects. */
  async check(): Promise<void> {
    try {
      const problem = await this.#health.getScanProblem();
      this.#awaySince = null;
      this.#hasReportedOutage = false;
      if (problem === null) return await this.#alarms.resolve(['scans']);
      const { subject, message } = problem;
      if (await this.#alarms.raise({ subject, message, repeatSeconds: this.#repeatSeconds })) {
        await this.#sendAlarm(message);
      }
    } catch (error) {
      await this.#noteOutage(error);
    }
  }

  async #noteOutage(error: unknown): Promise<void> {
    this.#awaySince ??= this.#elapsed();
    const seconds = this.#elapsed() - this.#awaySince;
    if (this.#hasReportedOutage || seconds <= this.#allowanceSeconds) return;
    this.#hasReportedOutage = true;
    this.#log.error({ err: error }, 'the database is away');
    await this.#sendAlarm(`stock is not scanned: the database has not answered for ${Math.round(seconds)} s`);
  }

  async #sendAlarm(message: string): Promise<void> {
    this.#log.error(message);
    const alarm = { kind: 'alarm', id: randomUUID(), message, occurredAt: new Date() } as const;
    const outcomes = await Promise.all(this.#notifiers.map((notifier) => notifier.send(alarm)));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.outcome === 'delivered') continue;
      const channel = this.#notifiers[index]?.channel;
      this.#log.error({ channel, reason: outcome.reason }, 'the alarm did not arrive');
    }
  }
}
