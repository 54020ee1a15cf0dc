/** A product and its level; stock and threshold are whole units. */
export interface LowStockItem {
  sku: string;
  name: string;
  stock: number;
  threshold: number;
  /** Id of the hub's page about its alert; in long lists only the first items have it. */
  episodeId?: string;
}

/** What an alarm is about, unless it is the alerting itself. */
export type AlarmSubject = 'backup' | 'disk' | 'limits' | 'payouts';

/**
 * A message for a channel. `id` is the alert's, the same on every channel and in every attempt, so that the recipient can
 * recognise a duplicate. A digest holds two or more items, most urgent first. An alarm reports a problem of the hub.
 */
export type Notification =
  | { kind: 'alert'; id: string; item: LowStockItem; occurredAt: Date }
  | { kind: 'digest'; id: string; items: readonly LowStockItem[]; occurredAt: Date }
  | { kind: 'restocked'; id: string; items: readonly LowStockItem[]; occurredAt: Date }
  | { kind: 'alarm'; id: string; about?: AlarmSubject; message: string; occurredAt: Date }
  | { kind: 'test'; id: string; occurredAt: Date };

/** The outcome of one attempt. A reason or receipt never holds a webhook path, a user name or a password. */
export type DeliveryOutcome =
  /** `warning`: it arrived, but not as it should have, such as at one of two recipients. */
  | { outcome: 'delivered'; receipt?: string; warning?: string }
  | { outcome: 'retry'; reason: string; retryAfterSeconds?: number }
  | { outcome: 'terminal'; reason: string };

/** An event for programs, in the form of Standard Webhooks; the id is the message's. */
export interface WebhookEvent {
  id: string;
  type: string;
  /** ISO 8601, in UTC. */
  timestamp: string;
  data: object;
}

/** A hub event for programs, not for people. */
export interface EventNotification {
  kind: 'event';
  event: WebhookEvent;
}

/** `webhook`: Slack, as the guide names it. `events`: the shop's own server. */
export type ChannelName = 'webhook' | 'email' | 'events';

/** One configured channel. Every implementation passes `describeNotifier` of `./test`. */
export interface Notifier<Message = Notification> {
  readonly channel: ChannelName;
  /** Where it sends, masked for display: `hooks.slack.com/…XXXX`, `admin@…`. */
  readonly target: string;
  /** Makes one attempt. Never rejects. */
  send(message: Message): Promise<DeliveryOutcome>;
  /** Waits for the sends under way (each has a deadline); a later `send` returns `retry`. */
  close(): Promise<void>;
}
