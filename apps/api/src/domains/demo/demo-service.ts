import { randomUUID } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { DemoDao } from '@dreamteamhub/db/demo';
import type { FastifyBaseLogger } from 'fastify';
import { COMMAND_LINE } from '../../platform/caller.ts';
import { formatMinor } from '../../platform/money.ts';
import { StartError } from '../../platform/start-error.ts';
import type { AffiliateCodeService } from '../affiliates/affiliate-code-service.ts';
import type { AffiliateService } from '../affiliates/affiliate-service.ts';
import type { Analytics } from '../analytics/module.ts';
import type { GroupService } from '../commissions/group-service.ts';
import type { RuleService } from '../commissions/rule-service.ts';
import type { OrderService } from '../orders/order-service.ts';
import type { RefundService } from '../orders/refund-service.ts';
import type { NewcomerService } from '../people/newcomer-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { demoPartners, demoProducts } from './catalogue.ts';
import type { DemoMoney } from './demo-money.ts';
import { type DemoClick, type DemoOrder, type DemoYear, simulateYear } from './demo-year.ts';
import { writeTerms } from './terms.ts';
import { type DemoMovement, thresholdOf } from './warehouse.ts';

const SEED = 20_260_101;
const QUARTER = 15 * 60_000;
const SHOP = 'https://northlight.example';
/** Printed at the start: the data is made up, and gone when the hub stops. */
const OPERATOR = { name: 'Olivia', email: 'olivia@northlight.example', password: 'a quiet harbour at noon' };
/** Orders that are reported at once; those of one partner wait for each other. */
const AT_ONCE = 6;

/** The shop's own server. */
const SHOP_SERVER = { isTrusted: true, storefrontId: null, ip: '192.0.2.10', userAgent: null };

/** Fills an empty hub with a year of a made-up shop: the orders through the hub's own services, the rest backdated. */
export class DemoService {
  readonly #db: Database;
  readonly #affiliates: AffiliateService;
  readonly #codes: AffiliateCodeService;
  readonly #terms: { rules: RuleService; groups: GroupService };
  readonly #orders: OrderService;
  readonly #refunds: RefundService;
  readonly #figures: Analytics['services']['figureKeeper'];
  readonly #money: DemoMoney;
  readonly #people: PeopleService;
  readonly #newcomers: NewcomerService;
  readonly #currency: string;
  readonly #log: FastifyBaseLogger;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    affiliates: AffiliateService;
    affiliateCodes: AffiliateCodeService;
    rules: RuleService;
    groups: GroupService;
    orders: OrderService;
    refunds: RefundService;
    figureKeeper: Analytics['services']['figureKeeper'];
    money: DemoMoney;
    people: PeopleService;
    newcomers: NewcomerService;
    currency: string;
    log: FastifyBaseLogger;
    now: () => Date;
  }) {
    this.#db = deps.db;
    this.#affiliates = deps.affiliates;
    this.#codes = deps.affiliateCodes;
    this.#terms = { rules: deps.rules, groups: deps.groups };
    this.#orders = deps.orders;
    this.#refunds = deps.refunds;
    this.#figures = deps.figureKeeper;
    this.#money = deps.money;
    this.#people = deps.people;
    this.#newcomers = deps.newcomers;
    this.#currency = deps.currency;
    this.#log = deps.log;
    this.#now = deps.now;
  }

  /** Fills in the last `days` days, a year unless told otherwise. Throws {@link StartError} where anybody's data is. */
  async fill({ days }: { days?: number } = {}): Promise<void> {
    const dao = new DemoDao(this.#db);
    if (!(await dao.isEmpty())) {
      throw new StartError('The demo fills an empty hub only, and this one has data. Nothing was changed.');
    }
    // Figures over time count up to the last full quarter of an hour, and then live.
    const now = new Date(Math.floor(this.#now().getTime() / QUARTER) * QUARTER);
    const year = simulateYear({ now, seed: SEED, ...(days === undefined ? {} : { days }) });
    const began = year.movements[0]?.at ?? now;
    await dao.ensurePartitions(began.toISOString());
    await this.#storePartners(dao, { now, began });
    await this.#storeStock(dao, year);
    await dao.storeClicks(year.clicks.map(asStored));
    await this.#placeOrders(year.orders);
    await dao.backdateOrders(
      year.orders.flatMap(({ orderId, refund }) =>
        refund === null ? [] : [{ orderId, at: refund.at.toISOString() }],
      ),
    );
    await this.#welcome();
    await this.#money.settle(dao, OPERATOR);
    await this.#money.dispute(year.orders, now);
    await dao.analyze();
    await dao.askForFigures();
    await this.#figures.closeHours();
    await this.#countMetrics();
    await this.#proposeBonus();
    const { email, password } = OPERATOR;
    const stored = { clicks: year.clicks.length, orders: year.orders.length };
    this.#log.info({ ...stored, email, password }, 'this is a demo with made-up data, gone when it stops');
  }

  /** Each partner's by itself: a refresh of all leaves them to another process that is at it, which may have begun before. */
  async #countMetrics(): Promise<void> {
    const affiliates = new AffiliateDao(this.#db);
    for (const { handle } of demoPartners) {
      const row = await affiliates.getAffiliateByHandle(handle);
      if (row !== null) await affiliates.updateMetrics(row.pixelId);
    }
  }

  /** Makes the one person who can sign in. */
  async #welcome(): Promise<void> {
    const token = await this.#people.issueSetupToken();
    if (token !== null) await this.#newcomers.createFirstOperator({ token, ...OPERATOR }, COMMAND_LINE);
  }

  async #proposeBonus(): Promise<void> {
    const handle = demoPartners[0]?.handle ?? '';
    const partner = await new AffiliateDao(this.#db).getAffiliateByHandle(handle);
    if (partner !== null) await this.#money.adjust(partner.id, OPERATOR.email);
  }

  async #storePartners(dao: DemoDao, { now, began }: { now: Date; began: Date }): Promise<void> {
    const handles = new Map<string, number>();
    for (const { handle, name, coupon, commissionBps, isPaused } of demoPartners) {
      const status = isPaused ? 'paused' : 'active';
      const { id } = await this.#affiliates.create({ handle, name, status, commissionBps }, COMMAND_LINE);
      if (coupon !== null) await this.#codes.add({ id, code: coupon }, COMMAND_LINE);
      handles.set(handle, id);
    }
    await writeTerms(this.#terms, { handles, began, now });
    const since = demoPartners.map(({ handle, since: days }) => ({
      handle,
      at: new Date(Math.max(began.getTime(), now.getTime() - days * 86_400_000)).toISOString(),
    }));
    await dao.backdateAffiliates(since);
  }

  async #storeStock(dao: DemoDao, { movements, episodes }: DemoYear): Promise<void> {
    const levels = new Map(movements.map(({ sku, stock }) => [sku, stock]));
    const createdAt = movements[0]?.at.toISOString() ?? this.#now().toISOString();
    await dao.storeProducts(
      demoProducts.map((product) => ({
        sku: product.sku,
        name: product.name,
        stock: levels.get(product.sku) ?? 0,
        threshold: thresholdOf(product),
        unitPrice: this.#price(product.priceMinor),
        supplier: product.supplier,
        createdAt,
      })),
    );
    await dao.storeMovements(movements.map(asMovement));
    await dao.storeEpisodes(
      episodes.map(({ openedAt, acknowledgedAt, resolvedAt, ...episode }) => ({
        ...episode,
        openedAt: openedAt.toISOString(),
        acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
        resolvedAt: resolvedAt?.toISOString() ?? null,
        actor: OPERATOR.email,
      })),
    );
  }

  /** Reports orders in the order of time, a few at once, and then what was given back of them. */
  async #placeOrders(orders: readonly DemoOrder[]): Promise<void> {
    const left = orders.values();
    const reportAll = async () => {
      for (const order of left) await this.#placeOrder(order);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, reportAll));
  }

  async #placeOrder(order: DemoOrder): Promise<void> {
    const { orderId, at, handle, couponCode, lines, shippingMinor, refund } = order;
    await this.#orders.recordOrder(
      {
        orderId,
        orderedAt: at.toISOString(),
        shipping: this.#price(shippingMinor),
        lines: lines.map(({ netMinor, taxMinor, ...line }) => ({
          ...line,
          net: this.#price(netMinor),
          tax: this.#price(taxMinor),
        })),
        ...(handle === null ? {} : { handle }),
        ...(couponCode === null ? {} : { couponCodes: [couponCode] }),
      },
      SHOP_SERVER,
    );
    if (refund === null) return;
    const isWhole = refund.lineIds.length === lines.length;
    await this.#refunds.recordRefund(
      {
        orderId,
        refundId: `${orderId}-R`,
        ...(isWhole ? {} : { lines: this.#refundedLines(order, refund.lineIds) }),
      },
      COMMAND_LINE,
    );
  }

  /** A line goes back with all of its goods and without its tax, which a refund by line does not know. */
  #refundedLines({ lines }: DemoOrder, lineIds: readonly string[]) {
    return lines
      .filter(({ lineId }) => lineIds.includes(lineId))
      .map(({ lineId, netMinor }) => ({ lineId, net: this.#price(netMinor) }));
  }

  #price(minor: number): string {
    return formatMinor(BigInt(minor), this.#currency);
  }
}

function asStored({ handle, at, landingPath, referrerHost, subId, userAgent, reason }: DemoClick) {
  return {
    handle,
    at: at.toISOString(),
    visitorKey: `v:${randomUUID()}`,
    userAgent,
    referrer: referrerHost === null ? null : `https://${referrerHost}/`,
    landingPage: `${SHOP}${landingPath}`,
    subId,
    reason,
  };
}

function asMovement({ sku, reason, delta, stock, at }: DemoMovement) {
  return { sku, eventType: reason, oldStock: stock - delta, newStock: stock, at: at.toISOString() };
}
