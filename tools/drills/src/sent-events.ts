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

export type DrillEvent = ClickEvent | OrderEvent;

/** What a 200 said. */
export interface Answer {
  /** Id of the click or of the attribution. */
  id: number;
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
    if (!answers.some(({ id, counted }) => id === answer.id && counted === answer.counted))
      answers.push(answer);
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** Resolves with the next 200. */
  nextAcknowledgement(): Promise<void> {
    return this.#next.promise;
  }
}
