import type { Database } from '@dreamteamhub/db';
import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import type {
  AlertingProblem,
  ChannelHealth,
  ChannelHealthService,
} from '../deliveries/channel-health-service.ts';
import { scanAllowanceSeconds } from './rules.ts';

/** Whether low stock is found and alerts arrive, for `/readyz`, `/metrics` and the app. */
export class AlertingHealth {
  readonly #deliveries: DeliveryDao;
  readonly #channelHealth: ChannelHealthService;
  readonly #allowanceSeconds: number;
  readonly #uptimeSeconds: () => number;

  constructor(deps: {
    db: Database;
    channelHealth: ChannelHealthService;
    scanIntervalSeconds: number;
    uptimeSeconds: () => number;
  }) {
    this.#deliveries = new DeliveryDao(deps.db);
    this.#channelHealth = deps.channelHealth;
    this.#allowanceSeconds = scanAllowanceSeconds(deps.scanIntervalSeconds);
    this.#uptimeSeconds = deps.uptimeSeconds;
  }

  /** Returns the health of each configured channel. */
  getChannels(): Promise<ChannelHealth[]> {
    return this.#channelHealth.getChannels();
  }

  /** Worst first; empty when all is well. */
  async getProblems(): Promise<AlertingProblem[]> {
    const [scans, channels] = await Promise.all([this.getScanProblem(), this.#channelHealth.getProblems()]);
    return [...(scans === null ? [] : [scans]), ...channels];
  }

  /** Returns the worst problem of the channels. */
  async getChannelProblem(): Promise<string | null> {
    const [worst] = await this.#channelHealth.getProblems();
    return worst?.message ?? null;
  }

  /** Returns the problem when scans have stopped: the one failure that nobody notices. */
  async getScanProblem(): Promise<AlertingProblem | null> {
    const last = await this.#deliveries.getLastScan();
    // Right after a start, the last scan is as old as the time the hub was down.
    const uptime = this.#uptimeSeconds();
    const ageSeconds = Math.min(last?.ageSeconds ?? uptime, uptime);
    if (ageSeconds <= this.#allowanceSeconds) return null;
    const message =
      last === null
        ? 'stock is not scanned: no scan has finished yet'
        : `stock is not scanned: the last scan is ${Math.round(last.ageSeconds)} s old`;
    return { subject: 'scans', message, since: last?.at ?? new Date(Date.now() - uptime * 1000) };
  }
}
