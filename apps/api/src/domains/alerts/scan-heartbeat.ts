import type { Heartbeat } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import type { AlertingHealth } from './alerting-health-service.ts';

/**
 * Says to a dead man's switch outside, after each scan, that low stock is found and told. While every channel fails it
 * stays silent: then somebody else must tell.
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

  /** A scan went through. Rejects only when the database cannot be asked. */
  async onScanned(): Promise<void> {
    const problems = await this.#health.getProblems();
    if (problems.some(({ subject }) => subject === 'channels')) return;
    const reason = await this.#heartbeat.beat();
    // Once, not every minute.
    if (reason !== null && !this.#isFailing) this.#log.warn({ reason }, 'the heartbeat did not arrive');
    this.#isFailing = reason !== null;
  }
}
