import {
  type DemoPartner,
  type DemoProduct,
  demoPartners,
  demoProducts,
  landingPages,
  userAgents,
} from './catalogue.ts';
import { type Random, randomOf } from './random.ts';
import { Warehouse, type WarehouseYear } from './warehouse.ts';

/** Partners and the shop grow by their rates over so many days. */
const YEAR = 365;

const DAY = 86_400_000;
const HOUR = 3_600_000;
const ORDERS_A_DAY = 9;
/** In which share of their orders people use a partner's code instead of its link. */
const BY_COUPON = 0.4;
const REFUNDED = 0.06;
/** The shop was down: neither clicks nor orders. */
const OUTAGE = { daysAgo: 96, fromHour: 9, toHour: 15 };

/** How busy each hour of a day is (UTC). */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 6, 7, 7, 7, 8, 9, 8, 7, 7, 8, 9, 11, 13, 14, 12, 8, 4];

export interface DemoClick {
  handle: string;
  at: Date;
  landingPath: string;
  referrerHost: string | null;
  subId: string | null;
  userAgent: string;
  /** Null: it counts. */
  reason: 'bot' | 'duplicate' | null;
}

export interface DemoOrder {
  orderId: string;
  at: Date;
  /** The partner that the shop names, or null. */
  handle: string | null;
  couponCode: string | null;
  lines: { lineId: string; sku: string; quantity: number; netMinor: number; taxMinor: number }[];
  shippingMinor: number;
  refund: { at: Date; lineIds: readonly string[] } | null;
}

/** Everything that happened in the demo shop, in the order of time. */
export interface DemoYear extends WarehouseYear {
  clicks: DemoClick[];
  orders: DemoOrder[];
}

/** Makes up the last `days` days until `now`: the same ones for the same seed and time. */
export function simulateYear({
  now,
  seed,
  days = YEAR,
}: {
  now: Date;
  seed: number;
  days?: number;
}): DemoYear {
  const random = randomOf(seed);
  const firstDay = Math.floor(now.getTime() / DAY) * DAY - (days - 1) * DAY;
  const warehouse = new Warehouse(demoProducts, { openedAt: new Date(firstDay), now, random });
  const clicks: DemoClick[] = [];
  const orders: DemoOrder[] = [];
  const hasHappened = (at: Date) => at < now && !isOutage(at, now);
  for (let ago = days - 1; ago >= 0; ago--) {
    const start = firstDay + (days - 1 - ago) * DAY;
    warehouse.beginDay(new Date(start));
    clicks.push(...clicksOf(start, ago, random).filter(({ at }) => hasHappened(at)));
    const times = timesOf(start, random.count(ORDERS_A_DAY * busyness(start, ago)), random);
    for (const at of times.filter(hasHappened)) {
      const order = orderAt({ at, ago, number: orders.length + 1, random, warehouse });
      if (order !== null) orders.push(order);
    }
  }
  for (const order of orders) if (order.refund !== null && order.refund.at >= now) order.refund = null;
  return { clicks, orders, ...warehouse.year() };
}

/** Weekends, the weeks before Christmas and the summer are busy; the shop grows over the year. */
function busyness(start: number, ago: number): number {
  const date = new Date(start);
  const month = date.getUTCMonth() + date.getUTCDate() / 31;
  const weekday = [1.35, 1.05, 0.9, 0.88, 0.92, 1.0, 1.2][date.getUTCDay()] ?? 1;
  const summer = 0.45 * Math.exp(-(((month - 6.3) / 1.4) ** 2));
  const christmas = 0.9 * Math.exp(-(((month - 11.4) / 0.6) ** 2));
  return weekday * (0.75 + summer + christmas) * (1.2 - (0.35 * ago) / YEAR);
}

function isOutage(at: Date, now: Date): boolean {
  const daysAgo = Math.floor(now.getTime() / DAY) - Math.floor(at.getTime() / DAY);
  const hour = at.getUTCHours();
  return daysAgo === OUTAGE.daysAgo && hour >= OUTAGE.fromHour && hour < OUTAGE.toHour;
}

/** Returns times of one day, in order, as busy as its hours are. */
function timesOf(start: number, count: number, random: Random): Date[] {
  const hours = [...HOURS.keys()];
  return Array.from({ length: count }, () => {
    const hour = random.pick(hours, (candidate) => HOURS[candidate] ?? 0);
    return new Date(start + hour * HOUR + Math.floor(random.next() * HOUR));
  }).sort((one, other) => one.getTime() - other.getTime());
}

/** Returns how many clicks a partner brings on a day, on average. */
function clicksExpected(partner: DemoPartner, ago: number): number {
  if (ago > partner.since) return 0;
  return Math.max(0, partner.dailyClicks * (1 + partner.growth * (0.5 - ago / YEAR)));
}

function clicksOf(start: number, ago: number, random: Random): DemoClick[] {
  return demoPartners.flatMap((partner) => {
    const count = random.count(clicksExpected(partner, ago) * busyness(start, ago));
    return timesOf(start, count, random).map((at) => ({
      handle: partner.handle,
      at,
      landingPath: random.pick(landingPages, ({ weight }) => weight).path,
      referrerHost: random.chance(0.9) ? partner.referrer : null,
      subId: random.chance(0.7) ? random.pick(partner.subIds) : null,
      userAgent: random.pick(userAgents, ({ weight }) => weight).text,
      reason: random.chance(0.03) ? 'bot' : random.chance(0.07) ? 'duplicate' : null,
    }));
  });
}

interface OrderOf {
  at: Date;
  /** Days ago. */
  ago: number;
  number: number;
  random: Random;
  warehouse: Warehouse;
}

/** Returns an order of what is in stock; null when nothing of what was wanted is. */
function orderAt({ at, ago, number, random, warehouse }: OrderOf): DemoOrder | null {
  const wanted = new Map<DemoProduct, number>();
  const lineCount = random.pick([1, 2, 3, 4], (count) => [0, 55, 27, 13, 5][count] ?? 0);
  for (let line = 0; line < lineCount; line++) {
    const product = random.pick(demoProducts, (candidate) => candidate.dailySales * seasonOf(candidate, at));
    wanted.set(product, Math.min(3, (wanted.get(product) ?? 0) + (random.chance(0.12) ? 2 : 1)));
  }
  const lines: DemoOrder['lines'] = [];
  for (const [product, quantity] of wanted) {
    if (!warehouse.sell(product, quantity, at)) continue;
    const netMinor = product.priceMinor * quantity;
    const taxMinor = Math.round(netMinor * 0.19);
    lines.push({ lineId: String(lines.length + 1), sku: product.sku, quantity, netMinor, taxMinor });
  }
  if (lines.length === 0) return null;
  const goods = lines.reduce((sum, { netMinor }) => sum + netMinor, 0);
  const refund = random.chance(REFUNDED)
    ? {
        at: new Date(at.getTime() + random.between(2, 20) * DAY),
        lineIds: random.chance(0.5) ? lines.map(({ lineId }) => lineId) : ['1'],
      }
    : null;
  for (const { sku, quantity, lineId } of lines) {
    if (refund?.lineIds.includes(lineId)) warehouse.takeBack(sku, quantity, refund.at);
  }
  return {
    orderId: `NL-${10_000 + number}`,
    at,
    ...creditOf(ago, random),
    lines,
    shippingMinor: goods >= 6_000 ? 0 : 490,
    refund,
  };
}

/** The season of a product in a month: between a third and almost twice its ordinary sales. */
function seasonOf({ season }: DemoProduct, at: Date): number {
  if (season === 'all') return 1;
  const summer = Math.cos(((at.getUTCMonth() - 6) / 6) * Math.PI);
  return 1 + (season === 'summer' ? 0.7 : -0.7) * summer;
}

/** Who brought an order: one of the partners by what its clicks convert to, or nobody. */
function creditOf(ago: number, random: Random): Pick<DemoOrder, 'handle' | 'couponCode'> {
  const brings = (partner: DemoPartner) =>
    partner.isPaused ? 0 : clicksExpected(partner, ago) * partner.conversion;
  const brought = demoPartners.reduce((sum, partner) => sum + brings(partner), 0);
  if (!random.chance(Math.min(0.55, brought / ORDERS_A_DAY))) return { handle: null, couponCode: null };
  const partner = random.pick(demoPartners, brings);
  return partner.coupon !== null && random.chance(BY_COUPON)
    ? { handle: null, couponCode: partner.coupon }
    : { handle: partner.handle, couponCode: null };
}
