import type { Database } from '@dreamteamhub/db';
import type { DeliveryAttemptRow } from '@dreamteamhub/db/alerts';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  type DeadDeliveries,
  DeliveryDao,
  DeliveryHistoryDao,
  type DeliveryRow,
  deliveryList,
} from '@dreamteamhub/db/deliveries';
import type { ChannelName } from '@dreamteamhub/notifiers';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';
import { type CountedPage, optionalDate, type PageInput, type TimeInput } from '../../platform/list-input.ts';
import type { EnqueueDelivery } from './outbox-service.ts';

type AlertsOutput = WireOutputs<typeof admin>['alerts'];
type DeliveryDetail = AlertsOutput['getDelivery'];

/** A message on its way to a channel, as the API returns it. */
export type DeliveryView = DeliveryDetail['delivery'];

interface Asked extends PageInput, TimeInput {
  status?: DeliveryRow['status'] | undefined;
  channel?: ChannelName | undefined;
}

/** How many items of a digest are listed. */
const LISTED_ITEMS = 500;
/** How many of them a list names. */
const NAMED_ITEMS = 5;
/** One call sends at most this many again: each of them is a job to write. */
const REDRIVEN_AT_ONCE = 500;

/** Lists deliveries, and sends those that were given up again. */
export class DeliveryHistoryService {
  readonly #db: Database;
  readonly #channels: readonly ChannelName[];
  readonly #enqueueDelivery: EnqueueDelivery;

  constructor(deps: { db: Database; channels: readonly ChannelName[]; enqueueDelivery: EnqueueDelivery }) {
    this.#db = deps.db;
    this.#channels = deps.channels;
    this.#enqueueDelivery = deps.enqueueDelivery;
  }

  /** Returns one page. Throws `bad_request` for a cursor of another order. */
  async list(input: Asked): Promise<CountedPage<DeliveryView>> {
    const { status, channel, order, limit, cursor } = input;
    const filter = { status, channel, from: optionalDate(input.from), to: optionalDate(input.to) };
    const after = readPlace(deliveryList, { sort: 'raised', order, cursor });
    const history = new DeliveryHistoryDao(this.#db);
    const [page, total] = await Promise.all([
      history.getDeliveries({ ...filter, sort: 'raised', order, limit, after }),
      input.withTotal === true ? history.countDeliveries(filter) : undefined,
    ]);
    return { items: page.items.map(toDeliveryView), nextCursor: page.nextCursor, total };
  }

  /** Returns a message with its items and every attempt at it. Throws `not_found`. */
  async get(id: string): Promise<DeliveryDetail> {
    const [delivery, attempts] = await Promise.all([
      new DeliveryDao(this.#db).getDelivery(id),
      new DeliveryHistoryDao(this.#db).getAttempts(id),
    ]);
    if (delivery === null) throw new AppError('not_found', `there is no delivery ${id}`);
    return {
      delivery: toDeliveryView(delivery),
      items: itemsOf(delivery).slice(0, LISTED_ITEMS),
      attempts: attempts.map(toAttemptView),
    };
  }

  /**
   * Sends given-up messages again: at most 500 at once, the oldest first; those of channels that are no longer
   * configured stay given up. Throws `bad_request` when such a channel is asked for.
   */
  async redrive(which: DeadDeliveries, by: Caller): Promise<{ redriven: number }> {
    if (which.channel !== undefined && !this.#channels.some((channel) => channel === which.channel)) {
      throw badField('channel', `"${which.channel}" is not configured`);
    }
    return this.#db.transaction(async (tx) => {
      const revived = await new DeliveryHistoryDao(tx).revive(which, this.#channels, REDRIVEN_AT_ONCE);
      for (const { id, channel } of revived) {
        await this.#enqueueDelivery(tx, { deliveryId: id, channel: channel as ChannelName });
      }
      if (revived.length > 0) {
        await new AuditDao(tx).record(by, {
          action: 'alerts.redriveDeliveries',
          subject: { kind: 'deliveries', id: which.channel ?? 'all' },
          after: { redriven: revived.length },
        });
      }
      return { redriven: revived.length };
    });
  }
}

export function toDeliveryView(row: DeliveryRow): DeliveryView {
  const { id, alertId, content, status, attempts, lastError } = row;
  const items = itemsOf(row);
  return {
    id,
    alertId,
    channel: row.channel as ChannelName,
    kind: content.kind,
    itemCount: items.length,
    skus: items.slice(0, NAMED_ITEMS).map(({ sku }) => sku),
    message: content.kind === 'alarm' ? content.message : content.kind === 'event' ? content.type : null,
    status,
    attempts,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    lastError,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}

export function toAttemptView(row: DeliveryAttemptRow): DeliveryDetail['attempts'][number] {
  const { attempt, outcome, detail } = row;
  return {
    attempt,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    outcome,
    detail,
  };
}

function itemsOf({ content }: DeliveryRow) {
  return 'items' in content ? content.items : [];
}
