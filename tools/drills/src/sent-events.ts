export interface ClickEvent {
  kind: 'click';
  eventId: string;
  pixelId: string;
  visitorId: string;
}

export interface OrderEvent {
  kind: 'order';
  eventId: string;
  pixelId: string;
  orderId: string;
  revenue: string;
}

/** An order as a shop's server reports it, whoever brought it. */
export interface ShopOrderEvent {
  kind: 'shop-order';
  eventId: string;
  /** Unset: nobody is credited. */
  pixelId?: string;
  orderId: string;
  revenue: string;
  /** Unset: now. */
  orderedAt?: string;
  /** They come to the revenue. */
  lines?: readonly { lineId: string; quantity: number; net: string }[];
}

/** A refund; its event id is the shop's id of it. */
export interface RefundEvent {
  kind: 'refund';
  eventId: string;
  orderId: string;
  amount: string;
  /** What of it is given back of single lines; they come to the amount. */
  lines?: readonly { lineId: string; net: string }[];
}

/** What a shop says of a dispute about all of an order; the event id is of this message alone. */
export interface DisputeEvent {
  kind: 'dispute';
  eventId: string;
  disputeId: string;
  orderId: string;
  amount: string;
  state: 'opened' | 'won' | 'lost';
}

export type DrillEvent = ClickEvent | OrderEvent | ShopOrderEvent | RefundEvent | DisputeEvent;

/** What a 200 said. */
export interface Answer {
  /** Id of the click, of the attribution, or of a shop's order; of a refund or a dispute that of its attribution (0: none). */
  id: number;
  /** Of a shop's orders only; null: nobody is credited. */
  attributionId?: number | null | undefined;
  /** Of clicks only. */
  counted?: boolean | undefined;
}

interface Entry {
  event: DrillEvent;
  /** What different answers there were; one is right. */
  answers: Answer[];
}

/** What the outside world knows: what was sent, and what a 200 has promised. */
export class SentEvents {
  /** Requests, those that failed and were sent again included. */
  sent = 0;
  /** Events that were answered 200, each time they were. */
  acknowledged = 0;
  /** Requests that failed in a way that asks for another try: 503, or a connection that broke. */
  retried = 0;
  /** Why, of the last of them. */
  lastFailure = '';
  /** Answers that no caller should ever get. */
  readonly unexpected: string[] = [];
  /** Orders that were answered 200: those that can be refunded. */
  readonly takenOrders: (OrderEvent | ShopOrderEvent)[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #order: DrillEvent[] = [];
  #next = Promise.withResolvers<void>();

  /** Events in the order in which they came up. */
  get events(): readonly DrillEvent[] {
    return this.#order;
  }

  get entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  add<Event extends DrillEvent>(event: Event): Event {
    this.#entries.set(event.eventId, { event, answers: [] });
    this.#order.push(event);
    return event;
  }

  acknowledge(event: DrillEvent, answer: Answer): void {
    this.acknowledged += 1;
    const answers = this.#entries.get(event.eventId)?.answers ?? [];
    if (answers.length === 0 && (event.kind === 'order' || event.kind === 'shop-order'))
      this.takenOrders.push(event);
    if (!answers.some((one) => isSame(one, answer))) answers.push(answer);
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** Returns what a 200 said of an event first. */
  answerTo({ eventId }: DrillEvent): Answer | undefined {
    return this.#entries.get(eventId)?.answers[0];
  }

  /** Resolves with the next 200. */
  nextAcknowledgement(): Promise<void> {
    return this.#next.promise;
  }
}

function isSame(a: Answer, b: Answer): boolean {
  return a.id === b.id && a.counted === b.counted && a.attributionId === b.attributionId;
}
