import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@dreamteamhub/db';
import { DeliveryDao, type DeliveryRow } from '@dreamteamhub/db/deliveries';
import type {
  ChannelName,
  DeliveryOutcome,
  EventNotification,
  Notification,
  Notifier,
} from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';
import type { AlarmService } from './alarm-service.ts';
import type { EnqueueDelivery } from './outbox-service.ts';
import { decideRetry } from './rules.ts';

/** Slack takes one message per second for a webhook, more only in short bursts. Mail servers have their own limits. */
const SECONDS_BETWEEN: Record<ChannelName, number> = { webhook: 1, email: 0, events: 0 };

/** A job waits at most this long for its channel's next slot; for a later one it is enqueued again. */
const PATIENCE_SECONDS = 5;

/** No attempt lasts longer: each notifier gives up before. After that, the worker has died during the attempt. */
const ATTEMPT_DEADLINE_SECONDS = 50;

/** Hub events are written for the channel `events` alone: the others never get one. */
type Notifiers = ReadonlyMap<ChannelName, Notifier<Notification | EventNotification>>;

/** Called after every attempt, for the metrics. */
export type OnAttempt = (attempt: { channel: string; outcome: DeliveryOutcome['outcome'] }) => void;

/**
 * Sends deliveries to their channels. The deliveries table is the truth; a job only says that it is time to try. A
 * message can arrive twice when the provider took it and we never committed that: the process died before, or the
 * provider's answer was lost or came too late. Both messages then carry the same alert id.
 */
export class DeliveryService {
  readonly #db: Database;
  readonly #notifiers: Notifiers;
  readonly #alarms: AlarmService;
  readonly #enqueueDelivery: EnqueueDelivery;
  readonly #log: FastifyBaseLogger;
  readonly #onAttempt: OnAttempt;

  constructor(deps: {
    db: Database;
    notifiers: Notifiers;
    alarms: AlarmService;
    enqueueDelivery: EnqueueDelivery;
    log: FastifyBaseLogger;
    onAttempt: OnAttempt;
  }) {
    this.#db = deps.db;
    this.#notifiers = deps.notifiers;
    this.#alarms = deps.alarms;
    this.#enqueueDelivery = deps.enqueueDelivery;
    this.#log = deps.log;
    this.#onAttempt = deps.onAttempt;
  }

  /** The channels that this process can deliver to. */
  get channels(): ChannelName[] {
    return [...this.#notifiers.keys()];
  }

  /** Tries one delivery once. Does nothing when it has arrived or was given up. */
  async deliver(deliveryId: string): Promise<void> {
    const deliveries = new DeliveryDao(this.#db);
    const delivery = await deliveries.getDelivery(deliveryId);
    if (delivery === null || delivery.status !== 'pending') return;
    const channel = delivery.channel as ChannelName;
    const notifier = this.#notifiers.get(channel);
    if (notifier === undefined) {
      await deliveries.markDead(deliveryId, `channel "${channel}" is no longer configured`);
      this.#log.error(
        { deliveryId, channel },
        'a delivery was given up: its channel is no longer configured',
      );
      return;
    }
    const slot = await deliveries.reserveSlot(channel, SECONDS_BETWEEN[channel], PATIENCE_SECONDS);
    if (!slot.isReserved) return this.#enqueueAgain(deliveryId, channel, slot.waitSeconds);
    await sleep(slot.waitSeconds * 1000);
    const started = await deliveries.startAttempt(deliveryId, ATTEMPT_DEADLINE_SECONDS);
    if (started.outcome === 'under_way') return this.#enqueueAgain(deliveryId, channel, started.waitSeconds);
    if (started.outcome === 'settled') return;
    const outcome = await notifier.send(toMessage(started.delivery));
    this.#onAttempt({ channel, outcome: outcome.outcome });
    await this.#settle(started.delivery, channel, outcome);
  }

  /** Gives up a delivery whose worker died in every attempt. */
  async giveUp(deliveryId: string): Promise<void> {
    await new DeliveryDao(this.#db).markDead(deliveryId, 'the process died in every attempt');
    this.#log.error({ deliveryId }, 'a delivery was given up: the process died in every attempt');
  }

  async #enqueueAgain(deliveryId: string, channel: ChannelName, startAfterSeconds: number): Promise<void> {
    await this.#db.transaction((tx) => this.#enqueueDelivery(tx, { deliveryId, channel, startAfterSeconds }));
  }

  // The attempt, the delivery, the channel's health and the job of the next attempt commit together.
  async #settle(delivery: DeliveryRow, channel: ChannelName, outcome: DeliveryOutcome): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const deliveries = new DeliveryDao(tx);
      const { id, attempts: attempt } = delivery;
      const detail = outcome.outcome === 'delivered' ? answerOf(outcome) : outcome.reason;
      await deliveries.finishAttempt(id, attempt, { outcome: outcome.outcome, detail });
      const context = { deliveryId: id, channel, attempt, reason: detail };
      switch (outcome.outcome) {
        case 'delivered':
          await deliveries.markDelivered(id, channel, outcome.warning ?? null);
          await this.#alarms.onDelivered(tx, channel);
          if (outcome.warning === undefined) this.#log.info(context, 'alert delivered');
          else this.#log.warn(context, 'alert delivered, but not to everybody');
          return;
        case 'terminal':
          await deliveries.markDead(id, outcome.reason);
          await this.#alarms.onFailed(tx, channel, { isRefused: true, error: outcome.reason });
          this.#log.error(context, 'alert refused for good');
          return;
        case 'retry':
          await this.#alarms.onFailed(tx, channel, { isRefused: false, error: outcome.reason });
          await this.#retry(deliveries, tx, delivery, channel, outcome);
      }
    });
  }

  async #retry(
    deliveries: DeliveryDao,
    tx: Parameters<EnqueueDelivery>[0],
    delivery: DeliveryRow,
    channel: ChannelName,
    { reason, retryAfterSeconds }: Extract<DeliveryOutcome, { outcome: 'retry' }>,
  ): Promise<void> {
    const { id: deliveryId, attempts: attempt } = delivery;
    const decision = decideRetry({
      attempt: attempt - delivery.spentAttempts,
      retryAfterSeconds,
      random: Math.random(),
    });
    // The provider means the whole channel, not this message.
    if (retryAfterSeconds !== undefined) await deliveries.holdChannel(channel, retryAfterSeconds);
    if (!decision.retry) {
      await deliveries.markDead(deliveryId, reason);
      this.#log.error({ deliveryId, channel, attempt, reason }, 'alert given up after its last attempt');
      return;
    }
    await deliveries.scheduleRetry(deliveryId, decision.delaySeconds, reason);
    await this.#enqueueDelivery(tx, { deliveryId, channel, startAfterSeconds: decision.delaySeconds });
    const retryInSeconds = Math.round(decision.delaySeconds);
    this.#log.warn({ deliveryId, channel, attempt, reason, retryInSeconds }, 'alert not delivered yet');
  }
}

/** What the provider said, and what it said no to. */
function answerOf({ receipt, warning }: { receipt?: string; warning?: string }): string | null {
  return [receipt, warning].filter((part) => part !== undefined && part !== '').join('; ') || null;
}

/** Returns the message of a delivery. */
export function toMessage({ alertId, content }: DeliveryRow): Notification | EventNotification {
  const shared = { id: alertId, occurredAt: new Date(content.occurredAt) };
  switch (content.kind) {
    case 'alert': {
      const [only] = content.items;
      if (only === undefined) return { kind: 'digest', items: [], ...shared };
      const { episodeId } = content;
      return {
        kind: 'alert',
        item: { ...(episodeId === undefined ? {} : { episodeId }), ...only },
        ...shared,
      };
    }
    case 'digest':
    case 'restocked':
      return { kind: content.kind, items: content.items, ...shared };
    case 'alarm':
      return {
        ...{ kind: 'alarm', message: content.message, ...shared },
        ...(content.about === undefined ? {} : { about: content.about }),
      };
    case 'event': {
      const { type, data, occurredAt: timestamp } = content;
      return { kind: 'event', event: { id: alertId, type, timestamp, data } };
    }
  }
}
