import type { Database, Transaction } from '@dreamteamhub/db';
import { AlertDao, type Announcement, AnnouncementDao } from '@dreamteamhub/db/alerts';
import { InventoryDao, type StockChange } from '@dreamteamhub/db/inventory';
import { type ChannelName, MAX_NAMED_ITEMS } from '@dreamteamhub/notifiers';
import type { OutboxService } from '../deliveries/outbox-service.ts';
import { hasFallen, hasRecovered } from './rules.ts';

/** Requests, in the caller's transaction, a scan after a delay: one, however many ask. */
export type RequestFlush = (tx: Transaction, startAfterSeconds: number) => Promise<void>;

interface AlertDeps {
  db: Database;
  channels: readonly ChannelName[];
  /** The channels that also get recoveries. */
  restockedChannels: readonly ChannelName[];
  cooldownSeconds: number;
  repeatSeconds: number;
  /** Several products that become low within this time make one digest. */
  groupSeconds: number;
  outbox: OutboxService;
  requestFlush: RequestFlush;
}

interface Scan {
  scannedAt: Date;
  lowStockCount: number;
  /** How many of them this scan announced. */
  announcedCount: number;
}

/** How many items scan-now lists. */
const LISTED_ITEMS = 500;

/** Opens, announces and resolves alert episodes. What it announces is on its way once the transaction commits. */
export class AlertService {
  readonly #deps: AlertDeps;

  constructor(deps: AlertDeps) {
    this.#deps = deps;
  }

  /**
   * Handles stock changes in their own transaction. News about one product is sent at once, in the guide's words; news
   * about several, or soon after other news, waits for the flush that turns it into one digest.
   */
  async onStockChanged(tx: Transaction, changes: readonly StockChange[]): Promise<void> {
    const alerts = new AlertDao(tx);
    const { groupSeconds } = this.#deps;
    const recoveriesDue = await this.#resolve(alerts, changes.filter(hasRecovered));
    const fallen = changes.filter(hasFallen);
    const opened =
      fallen.length === 0 ? [] : await alerts.openEpisodes(fallen.map(({ product }) => product.id));
    const news = opened.length + recoveriesDue;
    if (news === 0) return;
    const [episodeId] = opened;
    if (news === 1 && (await alerts.tryFlush(groupSeconds)) === 'quiet') {
      const announcements = new AnnouncementDao(tx);
      const announcedCount =
        episodeId === undefined
          ? await this.#announceRecoveries(tx, announcements)
          : await this.#announce(
              tx,
              await announcements.claimOpening(this.#policy(), episodeId, fallen[0]?.oldStock ?? 0),
            );
      if (announcedCount > 0) await alerts.markFlush();
      return;
    }
    if (opened.length > 0) await alerts.noteGrouped(opened);
    await this.#deps.requestFlush(tx, groupSeconds);
  }

  /**
   * Compares every product with its threshold and announces what is due. Level-triggered and idempotent: finds whatever
   * was missed since the last scan.
   */
  scan(): Promise<Scan> {
    return this.#deps.db.transaction((tx) => this.#scan(tx));
  }

  /** Scans, and lists the most urgent low products, at most 500. */
  scanAndList(): Promise<
    Scan & {
      lowStockItems: { sku: string; stock: number; threshold: number }[];
    }
  > {
    return this.#deps.db.transaction(async (tx) => {
      const scan = await this.#scan(tx);
      const { items } = await new InventoryDao(tx).getLowStockProducts(LISTED_ITEMS);
      return {
        ...scan,
        lowStockItems: items.map(({ sku, stock, threshold }) => ({ sku, stock, threshold })),
      };
    });
  }

  async #scan(tx: Transaction): Promise<Scan> {
    const alerts = new AlertDao(tx);
    const announcements = new AnnouncementDao(tx);
    await alerts.lockFlush();
    await alerts.endSnoozes();
    await alerts.resolveEpisodes({ tellsRecoveries: this.#tellsRecoveries() });
    await alerts.openEpisodes();
    const announcedCount = await this.#announce(tx, await announcements.claimDue(this.#policy()));
    const recoveredCount = await this.#announceRecoveries(tx, announcements);
    if (announcedCount + recoveredCount > 0) await alerts.markFlush();
    const lowStockCount = await alerts.countLow();
    return { scannedAt: await alerts.recordScan(lowStockCount), lowStockCount, announcedCount };
  }

  async #resolve(alerts: AlertDao, recovered: readonly StockChange[]): Promise<number> {
    if (recovered.length === 0) return 0;
    const ids = recovered.map(({ product }) => product.id);
    const { recoveriesDue } = await alerts.resolveEpisodes({ tellsRecoveries: this.#tellsRecoveries() }, ids);
    return recoveriesDue;
  }

  /** One announcement is an alert in the guide's words; several make one digest. */
  #announce(tx: Transaction, items: readonly Announcement[]): Promise<number> {
    return this.#send(tx, items.length === 1 ? 'alert' : 'digest', items, this.#deps.channels);
  }

  async #announceRecoveries(tx: Transaction, announcements: AnnouncementDao): Promise<number> {
    return this.#send(tx, 'restocked', await announcements.claimRecoveries(), this.#deps.restockedChannels);
  }

  /** Sends one message to each channel. Returns the number of items in the message. */
  async #send(
    tx: Transaction,
    kind: 'alert' | 'digest' | 'restocked',
    items: readonly Announcement[],
    channels: readonly ChannelName[],
  ): Promise<number> {
    const [first] = items;
    if (first === undefined) return 0;
    await this.#deps.outbox.send(tx, {
      channels,
      content: {
        kind,
        items: items.map(({ sku, name, stock, threshold, episodeId }, place) => ({
          ...{ sku, name, stock, threshold },
          ...(place < MAX_NAMED_ITEMS ? { episodeId } : {}),
        })),
        occurredAt: first.occurredAt.toISOString(),
      },
      carried: items,
    });
    return items.length;
  }

  #tellsRecoveries(): boolean {
    return this.#deps.restockedChannels.length > 0;
  }

  #policy() {
    return {
      cooldownSeconds: this.#deps.cooldownSeconds,
      repeatSeconds: this.#deps.repeatSeconds,
      channelCount: this.#deps.channels.length,
    };
  }
}
