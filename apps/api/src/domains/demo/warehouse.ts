import type { DemoProduct } from './catalogue.ts';
import type { Random } from './random.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A supplier that is late is late by this factor. */
const LATE = 2.2;

export interface DemoMovement {
  sku: string;
  reason: 'initial' | 'sale' | 'return' | 'restocked' | 'adjusted' | 'damaged';
  delta: number;
  /** The level after it. */
  stock: number;
  at: Date;
}

/** A time in which a product was below its threshold. */
export interface DemoEpisode {
  sku: string;
  openedAt: Date;
  /** The level that opened it. */
  stock: number;
  threshold: number;
  acknowledgedAt: Date | null;
  resolvedAt: Date | null;
  /** The level that ended it. */
  resolvedStock: number | null;
}

export interface WarehouseYear {
  movements: DemoMovement[];
  episodes: DemoEpisode[];
}

interface Shelf {
  product: DemoProduct;
  threshold: number;
  stock: number;
  /** When the supplier's delivery comes; null: none is on its way. */
  arrivesAt: Date | null;
  episode: DemoEpisode | null;
}

/** The demo shop's shelves over the year: sales empty them, deliveries fill them, and below the threshold one is ordered. */
export class Warehouse {
  readonly #shelves: Map<string, Shelf>;
  readonly #random: Random;
  readonly #now: Date;
  readonly #movements: DemoMovement[] = [];
  readonly #episodes: DemoEpisode[] = [];
  /** Returns that are on their way back. */
  readonly #returns: { sku: string; quantity: number; at: Date }[] = [];

  constructor(
    products: readonly DemoProduct[],
    { openedAt, now, random }: { openedAt: Date; now: Date; random: Random },
  ) {
    this.#random = random;
    this.#now = now;
    this.#shelves = new Map(
      products.map((product) => {
        const threshold = thresholdOf(product);
        const shelf: Shelf = { product, threshold, stock: 0, arrivesAt: null, episode: null };
        this.#move(shelf, {
          reason: 'initial',
          delta: threshold + random.between(0, deliveryOf(product)),
          at: openedAt,
        });
        return [product.sku, shelf] as const;
      }),
    );
  }

  /** Lets deliveries and returns of the day arrive, and now and then a count find that something is missing. */
  beginDay(start: Date): void {
    const end = Math.min(start.getTime() + DAY, this.#now.getTime());
    const [counted, unpacked] = [new Date(start.getTime() + 7 * HOUR), new Date(start.getTime() + 8 * HOUR)];
    for (const shelf of this.#shelves.values()) {
      if (shelf.arrivesAt !== null && shelf.arrivesAt.getTime() < end) {
        this.#move(shelf, { reason: 'restocked', delta: deliveryOf(shelf.product), at: shelf.arrivesAt });
        shelf.arrivesAt = null;
      }
      if (counted.getTime() < end && shelf.stock > 3 && this.#random.chance(0.006)) {
        const reason = this.#random.chance(0.5) ? 'damaged' : 'adjusted';
        this.#move(shelf, { reason, delta: -this.#random.between(1, 2), at: counted });
      }
    }
    if (unpacked.getTime() >= end) return;
    for (const back of this.#returns.splice(0)) {
      const shelf = this.#shelves.get(back.sku);
      if (back.at >= start) this.#returns.push(back);
      else if (shelf !== undefined)
        this.#move(shelf, { reason: 'return', delta: back.quantity, at: unpacked });
    }
  }

  /** Takes what was sold from its shelf; returns false when there is not enough. */
  sell({ sku }: DemoProduct, quantity: number, at: Date): boolean {
    const shelf = this.#shelves.get(sku);
    if (shelf === undefined || shelf.stock < quantity) return false;
    this.#move(shelf, { reason: 'sale', delta: -quantity, at });
    return true;
  }

  takeBack(sku: string, quantity: number, at: Date): void {
    this.#returns.push({ sku, quantity, at });
  }

  year(): WarehouseYear {
    return { movements: this.#movements, episodes: this.#episodes };
  }

  #move(shelf: Shelf, { reason, delta, at }: Pick<DemoMovement, 'reason' | 'delta' | 'at'>): void {
    const { product, threshold } = shelf;
    shelf.stock += delta;
    this.#movements.push({ sku: product.sku, reason, delta, stock: shelf.stock, at });
    if (shelf.stock < threshold && shelf.episode === null) this.#open(shelf, at);
    else if (shelf.stock >= threshold && shelf.episode !== null) {
      shelf.episode.resolvedAt = at;
      shelf.episode.resolvedStock = shelf.stock;
      shelf.episode = null;
    }
  }

  /** Below its threshold a product is ordered, and somebody takes note of it sooner or later. */
  #open(shelf: Shelf, at: Date): void {
    const { product, threshold, stock } = shelf;
    const lead = product.leadDays * (this.#random.chance(0.12) ? LATE : 0.7 + 0.5 * this.#random.next());
    shelf.arrivesAt ??= new Date(at.getTime() + lead * DAY);
    const noticedAt = new Date(at.getTime() + this.#random.between(1, 30) * HOUR);
    const isNoticed = this.#random.chance(0.6) && noticedAt < this.#now;
    shelf.episode = {
      sku: product.sku,
      openedAt: at,
      stock,
      threshold,
      acknowledgedAt: isNoticed ? noticedAt : null,
      resolvedAt: null,
      resolvedStock: null,
    };
    this.#episodes.push(shelf.episode);
  }
}

/** What is sold until a delivery comes, when all goes well. */
export function thresholdOf({ dailySales, leadDays }: DemoProduct): number {
  return Math.max(3, Math.ceil(dailySales * leadDays * 0.42));
}

/** What one delivery brings: seven weeks of ordinary sales. */
function deliveryOf({ dailySales }: DemoProduct): number {
  return Math.max(10, Math.ceil(dailySales * 48));
}
