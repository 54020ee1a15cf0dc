import { randomUUID } from 'node:crypto';
import {
  AlertDao,
  type Announcement,
  type Database,
  DeliveryDao,
  InventoryDao,
  type StockChange,
  type Transaction,
} from '@dreamteamhub/db';
import type { ChannelName } from '@dreamteamhub/notifiers';

/** Puts the job of a delivery into the caller's transaction: it exists if and only if the transaction commits. */
export type EnqueueDelivery = (
  tx: Transaction,
  delivery: { deliveryId: string; channel: ChannelName; startAfterSeconds?: number },
) => Promise<void>;

export interface ScanResult {
  scannedAt: Date;
  lowStockItems: { sku: string; stock: number; threshold: number }[];
  lowStockCount: number;
  /** How many of them this scan announced. */
  announcedCount: number;
}

/** How many items scan-now answers with. */
const LISTED_ITEMS = 500;

/** Opens, announces and resolves alert episodes. What it announces is on its way when the transaction commits. */
export class AlertService {
  readonly #db: Database;
  readonly #channels: readonly ChannelName[];
  readonly #cooldownSeconds: number;
  readonly #repeatSeconds: number;
  readonly #enqueueDelivery: EnqueueDelivery;

  constructor(deps: {
    db: Database;
    channels: readonly ChannelName[];
    cooldownSeconds: number;
    repeatSeconds: number;
    enqueueDelivery: EnqueueDelivery;
  }) {
    this.#db = deps.db;
    this.#channels = deps.channels;
    this.#cooldownSeconds = deps.cooldownSeconds;
    this.#repeatSeconds = deps.repeatSeconds;
    this.#enqueueDelivery = deps.enqueueDelivery;
  }

  /** Takes up stock changes in their own transaction: crossings are announced together, restocks end their episodes. */
  async onStockChanged(tx: Transaction, changes: readonly StockChange[]): Promise<void> {
    const alerts = new AlertDao(tx);
    const recovered = changes.filter(({ product }) => product.stock >= product.threshold);
    if (recovered.length > 0) await alerts.resolveEpisodes(recovered.map(({ product }) => product.id));
    // Below the threshold before, too: the next scan decides whether the lower level is news.
    const crossings = changes
      .filter(({ product, oldStock }) => product.stock < product.threshold && oldStock >= product.threshold)
      .map(({ product, oldStock }) => ({ productId: product.id, oldStock }));
    if (crossings.length === 0) return;
    await alerts.openEpisodes(crossings.map(({ productId }) => productId));
    await this.#send(tx, await alerts.claimAnnouncements(this.#policy(), crossings));
  }

  /**
   * Compares every product with its threshold and announces what is due. Level-triggered and idempotent: whatever
   * was missed since the last scan, this one finds.
   */
  async scan(): Promise<ScanResult> {
    return this.#db.transaction(async (tx) => {
      const alerts = new AlertDao(tx);
      await alerts.lockScan();
      await alerts.resolveEpisodes();
      await alerts.openEpisodes();
      const announcements = await alerts.claimAnnouncements(this.#policy());
      await this.#send(tx, announcements);
      const low = await new InventoryDao(tx).getLowStockProducts(LISTED_ITEMS);
      const scannedAt = await alerts.recordScan(low.total);
      return {
        scannedAt,
        lowStockItems: low.items.map(({ sku, stock, threshold }) => ({ sku, stock, threshold })),
        lowStockCount: low.total,
        announcedCount: announcements.length,
      };
    });
  }

  /** One announcement is an alert in the guide's words; several make one digest. One delivery a channel. */
  async #send(tx: Transaction, announcements: Announcement[]): Promise<void> {
    const [first] = announcements;
    if (first === undefined) return;
    const alertId = randomUUID();
    const deliveries = new DeliveryDao(tx);
    for (const channel of this.#channels) {
      const deliveryId = await deliveries.createDelivery({
        channel,
        alertId,
        content: {
          kind: announcements.length === 1 ? 'alert' : 'digest',
          items: announcements.map(({ sku, name, stock, threshold }) => ({ sku, name, stock, threshold })),
          occurredAt: new Date(first.eventTimestamp).toISOString(),
        },
        carried: announcements,
      });
      await this.#enqueueDelivery(tx, { deliveryId, channel });
    }
  }

  #policy() {
    return {
      cooldownSeconds: this.#cooldownSeconds,
      repeatSeconds: this.#repeatSeconds,
      channelCount: this.#channels.length,
    };
  }
}
