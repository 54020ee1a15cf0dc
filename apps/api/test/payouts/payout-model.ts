/** What somebody says of a payment. */
export type ItemNews = 'underWay' | 'paid' | 'failed' | 'returned';

/** What happens; amounts in cents. */
type Happening =
  | { kind: 'earn'; partner: number; cents: number }
  | { kind: 'refund'; order: number }
  | { kind: 'draft'; partners: readonly number[]; minimum: number }
  | { kind: 'approve' | 'submit' | 'cancel'; batch: number }
  | { kind: 'settle'; batch: number; item: number; news: ItemNews; differs: number; others: boolean }
  | { kind: 'hear'; batch: number; item: number; news: ItemNews; differs: number; at: number; key: number };

interface Order {
  partner: number;
  cents: number;
  isRefunded: boolean;
  /** The payment that its commission is in, or was paid by; null: it is payable. */
  item: Item | null;
  isPaid: boolean;
}

interface Item {
  partner: number;
  cents: number;
  state: 'reserved' | 'sent' | 'paid' | 'failed' | 'cancelled' | 'mismatched' | 'returned';
  /** By how much what left differs from what was owed. */
  differs: number;
  /** What left for it after it was given up, and has not come back. */
  contradicted: number;
  wasContradicted: boolean;
  /** When the provider's last word is of. */
  knownAt: number;
  said: Set<string>;
}

interface Batch {
  state: 'draft' | 'approved' | 'submitted' | 'settled' | 'partly' | 'cancelled';
  items: Item[];
}

/** What a hub, or the model, says; amounts in cents. */
export interface Told {
  partners: { payable: number; inPayout: number }[];
  /** The status of each order. */
  orders: string[];
  batches: { state: string; items: string[] }[];
}

/** Numbers go round, so that each means something as soon as there is one. */
export const at = <Thing>(things: readonly Thing[], number: number): Thing | undefined =>
  things[number % things.length];

/** Payouts as an accountant would keep them on paper: every order's money is in one place. */
export class PayoutModel {
  readonly #partners: { payable: number; inPayout: number }[];
  readonly #orders: Order[] = [];
  readonly #batches: Batch[] = [];

  constructor(partners: number) {
    this.#partners = Array.from({ length: partners }, () => ({ payable: 0, inPayout: 0 }));
  }

  /** Whether a step must be taken or refused; `nothing`: it is about something that does not exist. */
  may(what: Happening): boolean | 'nothing' {
    switch (what.kind) {
      case 'earn':
        return true;
      case 'refund':
        return at(this.#orders, what.order)?.isRefunded === false ? true : 'nothing';
      case 'draft':
        return this.#owed(what).length > 0;
    }
    const batch = at(this.#batches, what.batch);
    if (batch === undefined) return 'nothing';
    switch (what.kind) {
      case 'approve':
        return batch.state === 'draft';
      case 'submit':
        return batch.state === 'approved' && this.#isSubmittable(batch);
      case 'cancel':
        return batch.state === 'draft' || batch.state === 'approved';
      case 'settle':
        if (!this.#isSayable(batch, what)) return 'nothing';
        if (batch.state === 'approved') return this.#isSubmittable(batch);
        return batch.state !== 'draft' && batch.state !== 'cancelled';
      case 'hear':
        if (!this.#isSayable(batch, what)) return 'nothing';
        return batch.state !== 'draft' && batch.state !== 'approved' && batch.state !== 'cancelled';
    }
  }

  /** What comes of a step that is taken. */
  take(what: Happening): void {
    switch (what.kind) {
      case 'earn': {
        const { partner, cents } = what;
        this.#at(partner).payable += cents;
        this.#orders.push({ partner, cents, isRefunded: false, item: null, isPaid: false });
        return;
      }
      case 'refund': {
        const order = at(this.#orders, what.order) as Order;
        order.isRefunded = true;
        this.#at(order.partner).payable -= order.cents / 2;
        return;
      }
      case 'draft':
        this.#draft(what);
        return;
    }
    const batch = at(this.#batches, what.batch) as Batch;
    switch (what.kind) {
      case 'approve':
        batch.state = 'approved';
        return;
      case 'submit':
        this.#submit(batch);
        return;
      case 'cancel':
        batch.state = 'cancelled';
        for (const item of batch.items) this.#giveBack(item, 'cancelled');
        return;
      case 'settle': {
        if (batch.state === 'approved') this.#submit(batch);
        const named = at(batch.items, what.item) as Item;
        this.#hear(
          batch,
          named,
          { news: what.news, differs: what.news === 'paid' ? what.differs : 0 },
          `person ${what.news}`,
        );
        for (const item of batch.items) {
          if (what.others && item !== named && item.state === 'sent')
            this.#hear(batch, item, { news: 'paid', differs: 0 }, 'person paid');
        }
        return;
      }
      case 'hear': {
        const item = at(batch.items, what.item) as Item;
        this.#hear(batch, item, what, `provider ${what.key}`);
      }
    }
  }

  /** What the hub must say now. */
  tell(): Told {
    return {
      partners: this.#partners.map(({ payable, inPayout }) => ({ payable, inPayout })),
      orders: this.#orders.map(({ isPaid }) => (isPaid ? 'paid' : 'approved')),
      batches: this.#batches.map(({ state, items }) => ({
        state,
        items: items.map((item) => item.state),
      })),
    };
  }

  /** What has left, less what came back, and what waits for a decision. */
  tellShared(): { left: number; suspense: number } {
    let [left, suspense] = [0, 0];
    for (const { state, cents, differs, contradicted } of this.#batches.flatMap(({ items }) => items)) {
      if (state === 'paid' || state === 'mismatched') left += cents + differs;
      left += contradicted;
      suspense -= differs + contradicted;
    }
    return { left, suspense };
  }

  /** An amount above zero of an item that there is. */
  #isSayable(batch: Batch, { item, differs }: { item: number; differs: number }): boolean {
    return (at(batch.items, item)?.cents ?? 0) + differs > 0;
  }

  #at(partner: number) {
    return this.#partners[partner] as { payable: number; inPayout: number };
  }

  #owed({ partners, minimum }: { partners: readonly number[]; minimum: number }): number[] {
    return partners.filter((one) => this.#at(one).payable >= minimum && !this.#hasExcess(one));
  }

  #isSubmittable({ items }: Batch): boolean {
    return !items.some(({ partner }) => this.#hasExcess(partner));
  }

  /** Whether more left to a partner than was owed. Nobody decides about differences here. */
  #hasExcess(partner: number): boolean {
    const items = this.#batches.flatMap((batch) => batch.items).filter((item) => item.partner === partner);
    return items.reduce((sum, { differs, contradicted }) => sum + differs + contradicted, 0) > 0;
  }

  #draft(what: { partners: readonly number[]; minimum: number }): void {
    const items = this.#owed(what).map((partner): Item => {
      const standing = this.#at(partner);
      const cents = standing.payable;
      const fresh = {
        differs: 0,
        contradicted: 0,
        wasContradicted: false,
        knownAt: Number.NEGATIVE_INFINITY,
        said: new Set<string>(),
      };
      const item: Item = { partner, cents, state: 'reserved', ...fresh };
      for (const order of this.#orders) {
        if (order.partner === partner && order.item === null) order.item = item;
      }
      standing.payable = 0;
      standing.inPayout += cents;
      return item;
    });
    this.#batches.push({ state: 'draft', items });
  }

  #submit(batch: Batch): void {
    batch.state = 'submitted';
    for (const item of batch.items) item.state = 'sent';
  }

  #hear(
    batch: Batch,
    item: Item,
    { news, differs, at }: { news: ItemNews; differs: number; at?: number },
    message: string,
  ): void {
    if (item.said.has(message)) return;
    item.said.add(message);
    // A person knows when they say so, not when it happened.
    const isOlder = at !== undefined && at < item.knownAt;
    const isOpen = item.state === 'sent';
    const isBack = news === 'failed' || news === 'returned';
    const isPaid = item.state === 'paid' || item.state === 'mismatched';
    if (isOpen && news === 'paid') this.#pay(item, differs);
    else if (isOpen && news !== 'underWay') this.#giveBack(item, 'failed');
    else if (isPaid && !isOlder && isBack) this.#takeBack(item);
    else if (item.state === 'failed' && !isOlder && news === 'paid' && !item.wasContradicted) {
      // It stays given up.
      Object.assign(item, { contradicted: item.cents + differs, wasContradicted: true });
    } else if (item.state === 'failed' && !isOlder && isBack && item.contradicted > 0) item.contradicted = 0;
    else if (!isOpen || isOlder) return;
    if (at !== undefined) item.knownAt = at;
    this.#judge(batch);
  }

  #pay(item: Item, differs: number): void {
    this.#at(item.partner).inPayout -= item.cents;
    item.differs = differs;
    item.state = differs === 0 ? 'paid' : 'mismatched';
    for (const order of this.#orders) {
      if (order.item === item && differs === 0) order.isPaid = true;
    }
  }

  #takeBack(item: Item): void {
    item.state = 'returned';
    this.#at(item.partner).payable += item.cents + item.differs;
    this.#loosen(item);
  }

  #giveBack(item: Item, state: 'failed' | 'cancelled'): void {
    const standing = this.#at(item.partner);
    standing.inPayout -= item.cents;
    standing.payable += item.cents;
    item.state = state;
    this.#loosen(item);
  }

  /** The orders that a payment was for are payable again. */
  #loosen(item: Item): void {
    for (const order of this.#orders) {
      if (order.item === item) Object.assign(order, { item: null, isPaid: false });
    }
  }

  #judge(batch: Batch): void {
    const states = batch.items.map(({ state }) => state);
    if (states.some((state) => state === 'sent' || state === 'mismatched')) batch.state = 'submitted';
    else batch.state = states.every((state) => state === 'paid') ? 'settled' : 'partly';
  }
}
