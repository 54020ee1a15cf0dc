import type { Database, Transaction } from '@dreamteamhub/db';
import { AffiliateDao, type AffiliateWithStorefront } from '@dreamteamhub/db/affiliates';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import {
  type admin,
  canonicalHandle,
  canonicalOrderId,
  canonicalSku,
  type WireOutputs,
} from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { formatMinor, readMinorField } from '../../platform/money.ts';
import { placeAmounts } from '../orders/order-line-rules.ts';
import { explain } from './explain.ts';
import type { OrderLine, RatedLine } from './rated-order.ts';
import { type RatingOptions, rateStored } from './rating-service.ts';
import { NOT_STORED, type UnderstoodRule, understandRule } from './rule-input.ts';
import type { TrialRule } from './trial-rule.ts';

type PreviewInput = z.output<(typeof admin)['commissions']['preview']['input']>;
type PreviewAnswer = WireOutputs<typeof admin>['commissions']['preview'];
type RatedView = Omit<PreviewAnswer['items'][number], 'rule'> & { rule: { id: number; name: string } | null };

/** Says what orders would pay, and why. Nothing is stored. */
export class PreviewService {
  readonly #db: Database;
  readonly #options: RatingOptions;
  readonly #now: () => Date;

  constructor(deps: { db: Database; options: RatingOptions; now: () => Date }) {
    this.#db = deps.db;
    this.#options = deps.options;
    this.#now = deps.now;
  }

  /** Rates an order that somebody made up, also by a rule that is not stored. Throws `bad_request` that names the field. */
  preview({ order, rule }: PreviewInput, by: Caller): Promise<PreviewAnswer> {
    return this.#db.transaction(async (tx) => {
      const affiliate = await findAffiliate(tx, order, by);
      const { currency } = affiliate;
      const trial = rule === undefined ? null : await this.#tried(tx, rule, { affiliate, by });
      const { revenue, lines } = readOrder(order, currency);
      const rated = await rateStored(
        tx,
        {
          ...{ id: null, storefrontId: affiliate.storefrontId, affiliateId: affiliate.id, currency },
          ...{ revenue, lines, given: null, customerIdHash: null, customerEmailHash: null },
          orderedAt: order.orderedAt === undefined ? this.#now() : new Date(order.orderedAt),
        },
        { ...this.#options, trial },
      );
      const storefront = await new StorefrontDao(tx).getStorefront(affiliate.storefrontId);
      const timeZone = storefront?.timeZone ?? this.#options.hubZone;
      return {
        currency,
        total: formatMinor(rated.total, currency),
        items: rated.lines.map((line) => toTriedView(toRatedView(line, { currency, timeZone }))),
      };
    });
  }

  /** Returns a rule that is not stored: live, unless it says itself from when until when. Null: not for the affiliate. */
  async #tried(
    tx: Transaction,
    rule: NonNullable<PreviewInput['rule']>,
    { affiliate, by }: { affiliate: AffiliateWithStorefront; by: Caller },
  ): Promise<TrialRule | null> {
    const understood = await understandRule(tx, rule, { by, now: this.#now() });
    if (!isFor(understood, affiliate)) return null;
    const from = rule.from === undefined ? new Date(0) : understood.rule.from;
    return { rule: understood.rule, tried: { ...understood.rule, from }, scopeKey: understood.scopeKey };
  }
}

/** Whether a rule is for an affiliate, be it as one of a group or of a storefront. */
function isFor({ rule: { who }, storefront }: UnderstoodRule, affiliate: AffiliateWithStorefront): boolean {
  if (storefront !== null && storefront.id !== affiliate.storefrontId) return false;
  return who.kind === 'group' ? who.id === affiliate.groupId : true;
}

/** A rule that is not stored has no id that anybody could ask for. */
function toTriedView(line: RatedView): PreviewAnswer['items'][number] {
  const { rule } = line;
  return rule?.id === NOT_STORED ? { ...line, rule: { ...rule, id: null } } : line;
}

/** Returns the commission on a line as people read it. */
export function toRatedView(
  {
    lineId,
    base,
    source,
    ruleId,
    rateBps,
    amount,
    explanation,
  }: Omit<RatedLine, 'position' | 'holdDays' | 'autoApprove'>,
  wording: { currency: string; timeZone: string },
): RatedView {
  return {
    lineId,
    base: formatMinor(base, wording.currency),
    source,
    rule: ruleId === null || explanation.rule === null ? null : explanation.rule,
    rate: rateBps,
    amount: formatMinor(amount, wording.currency),
    explanation: explain(explanation, wording),
  };
}

async function findAffiliate(
  tx: Transaction,
  { affiliate: handle, storefront }: PreviewInput['order'],
  by: Caller,
): Promise<AffiliateWithStorefront> {
  const affiliate = await new AffiliateDao(tx).getAffiliateByHandle(handle, canonicalHandle(handle));
  if (affiliate === null || (by.storefrontId ?? affiliate.storefrontId) !== affiliate.storefrontId) {
    throw badField('order.affiliate', `there is no affiliate "${handle}"`);
  }
  if (storefront !== undefined && storefront !== affiliate.storefrontSlug) {
    throw badField(
      'order.storefront',
      `"${handle}" is an affiliate of storefront "${affiliate.storefrontSlug}"`,
    );
  }
  return affiliate;
}

function readOrder(order: PreviewInput['order'], currency: string): { revenue: bigint; lines: OrderLine[] } {
  const read = (field: string, amount: number | string | undefined) =>
    amount === undefined ? null : readMinorField(`order.${field}`, amount, currency);
  const sent = order.lines ?? [];
  const placed = placeAmounts({
    ...{
      revenue: read('revenue', order.revenue),
      shipping: read('shipping', order.shipping),
    },
    ...{ tax: read('tax', order.tax), fees: null, discount: null, isDiscountIncluded: true },
    lines: sent.map(({ net }, place) => ({
      net: readMinorField(`order.lines.${place}.net`, net, currency),
      tax: null,
    })),
  });
  if ('problem' in placed) {
    const { field, stated, counted } = placed.problem;
    const [said, sum] = [formatMinor(stated, currency), formatMinor(counted, currency)];
    throw badField(`order.${field}`, `is ${said}, and the other amounts come to ${sum}`);
  }
  return {
    revenue: placed.revenue,
    lines: placed.lines.map((line, place) => {
      const {
        lineId = String(place + 1),
        sku,
        productId = null,
        categories = [],
        quantity = 1,
      } = sent[place] ?? {};
      return {
        ...line,
        ...{ lineId: canonicalOrderId(lineId), productId, categories, quantity: String(quantity) },
        sku: sku === undefined ? null : canonicalSku(sku),
      };
    }),
  };
}
