import type { Heartbeat } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import type { AlertingHealth } from './alerting-health-service.ts';

/**
 * Tells an outside dead man's switch after each scan that low stock is found and announced. Stays silent while every
 * channel fails: then the switch must raise the alarm.
 */
export class ScanHeartbeat {
  readonly #heartbeat: Heartbeat;
  readonly #health: Pick<AlertingHealth, 'getProblems'>;
  readonly #log: FastifyBaseLogger;
  #isFailing = false;

  constructor(deps: {
    heartbeat: Heartbeat;
    health: Pick<AlertingHealth, 'getProblems'>;
    log: FastifyBaseLogger;
  }) {
    this.#heartbeat = deps.heartbeat;
    this.#health = deps.health;
    this.#log = deps.log;
  }

  /** Sends a heartbeat after a scan. Rejects only when the database cannot be read. */
  async onScanned(): Promise<void> {
    const problems = await this.#health.getProblems();
    if (problems.some(({ subject }) => subject === 'channels')) return;
    const reason = await this.#heartbeat.beat();
    // Logged once, not every minute.
    if (reason !== null && !this.#isFailing) this.#log.warn({ reason }, 'the heartbeat did not arrive');
    this.#isFailing = reason !== null;
  }
}
