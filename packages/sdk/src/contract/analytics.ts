import { z } from 'zod';
import { query } from './entry.ts';
import { currency, id, instant, label, moneyString, sku, timeZone } from './fields.ts';

/** A range of days that moves with time: each ends with today, but for `yesterday` and `lastMonth`. */
export const rangePreset = z.enum([
  'today',
  'yesterday',
  '7d',
  '28d',
  '90d',
  'thisMonth',
  'lastMonth',
  'thisYear',
]);

/** What can be counted: clicks that count, orders, their revenue less refunds, the commission on it. */
export const figure = z.enum(['clicks', 'orders', 'revenue', 'commission']);

/** A point of a series: a quarter of an hour, or an hour, day, week (from Monday) or month of the zone. */
export const grain = z.enum(['quarter', 'hour', 'day', 'week', 'month']);

/** What a range is compared with: the days before it, the same weekdays before it, or the same dates a year before. */
export const comparisonKind = z.enum(['previous', 'weekday', 'year']);

/** Where a click came from, one at a time. */
export const clickDimension = z.enum(['landingPath', 'referrerHost', 'subId', 'device', 'browser']);

const localDay = z.iso.date({ error: 'must be a day like 2026-10-25' });

/** A range: a preset, or the days from `from` to `to`, both included; without any of them the last 28 days. */
const range = {
  preset: rangePreset.optional(),
  from: localDay.optional(),
  to: localDay.optional(),
};

/** Whose days they are; by default the hub's own zone, `TIME_ZONE`. */
const zone = timeZone.optional();

/** Figures of one storefront or one affiliate; by default of all storefronts. */
const scope = { storefront: label(64).optional(), affiliateId: id.optional() };

/** By default `weekday` for `today`, else `previous`. */
const compare = z.enum(['none', ...comparisonKind.options]).optional();

/** An answer's range. */
const rangeOutput = {
  zone: z.string(),
  /** The first instant, and the first one after the range. */
  from: instant,
  to: instant,
  /** The first and the last day. */
  fromDate: z.string(),
  toDate: z.string(),
  /** When the figures were read; what is recorded later is not among them. */
  asOf: instant,
  /** Before it, some of what is counted was deleted or is not added up yet; null: nothing is missing. */
  missingBefore: instant.nullable(),
};

/** A range that another one is compared with. */
const comparedRange = {
  kind: comparisonKind,
  from: instant,
  to: instant,
  fromDate: z.string(),
  toDate: z.string(),
  /**
   * How far both ranges are compared: the last full quarter of an hour of the range, and the same time after the beginning
   * of that day in the other one. Of a range that has ended: its end, and the other one's.
   */
  until: instant,
  otherUntil: instant,
};

/** A count is a number, an amount a decimal string. */
const value = z.union([z.number(), moneyString]);

/** Increase as a ratio: 0.25 is a quarter more. Null: there is nothing to compare with. */
const change = z.number().nullable();

/** A figure of a range, beside that of the range it is compared with. */
const compared = <Value extends z.ZodType>(of: Value) =>
  z.object({
    value: of,
    /** The same up to `until` and `otherUntil`, which is what `change` says; null without a comparison. */
    comparable: of.nullable(),
    comparison: of.nullable(),
    change,
  });

const point = z.object({
  start: instant,
  end: instant,
  /** What clocks and calendars of the zone say: `2026-10-25`, `2026-10-25T02:00+01:00`. */
  label: z.string(),
  /** Null: not known, or still to come. */
  value: value.nullable(),
  /** False while more may come. */
  isComplete: z.boolean(),
});

const summary = z.object({
  ...rangeOutput,
  comparison: z.object(comparedRange).nullable(),
  clicks: compared(z.number()),
  orders: compared(z.number()),
  /** In the order of their codes; amounts of different currencies are never added. */
  money: z.array(
    z.object({ currency: z.string(), revenue: compared(moneyString), commission: compared(moneyString) }),
  ),
});

const topAffiliate = z.object({
  affiliateId: z.number().int(),
  handle: z.string(),
  name: z.string(),
  storefront: z.string(),
  currency: z.string(),
  clicks: z.number(),
  orders: z.number(),
  revenue: moneyString,
  commission: moneyString,
  /** The figure that the list is sorted by, in the range it is compared with, and the change; null without one. */
  comparison: value.nullable(),
  change,
});

/** Whose today, and in which zone. */
export const todayInput = z.strictObject({ zone, storefront: label(64).optional() });

/** What the overview shows of today. */
export const today = z.object({
  ...summary.shape,
  /** By hour of today; `comparison` by hour of the other day, by place of the points. */
  series: z.object({
    currency: z.string(),
    points: z.array(
      z.object({
        start: instant,
        end: instant,
        label: z.string(),
        clicks: z.number().nullable(),
        orders: z.number().nullable(),
        revenue: moneyString.nullable(),
        commission: moneyString.nullable(),
        isComplete: z.boolean(),
      }),
    ),
    comparison: z.array(
      z.object({
        clicks: z.number().nullable(),
        orders: z.number().nullable(),
        revenue: moneyString.nullable(),
        commission: moneyString.nullable(),
      }),
    ),
  }),
  /** At most 5, by revenue, then by clicks. */
  topAffiliates: z.array(topAffiliate),
  /** Alerts that are open: products that have none left, and those that have some. */
  openAlerts: z.object({ total: z.number().int(), outOfStock: z.number().int(), low: z.number().int() }),
  lowStock: z.object({
    count: z.number().int(),
    /** At most 10, most urgent first. */
    products: z.array(
      z.object({
        sku: z.string(),
        name: z.string(),
        stock: z.number().int(),
        threshold: z.number().int(),
      }),
    ),
  }),
});

export const analytics = {
  resolveRange: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'What a range of days means now in a zone, as instants: for the filters of lists.',
    input: z.strictObject({ ...range, zone }),
    output: z.object({
      zone: z.string(),
      /** The first instant, and the first one after the range. */
      from: instant,
      to: instant,
      fromDate: z.string(),
      toDate: z.string(),
    }),
    rest: { route: 'GET /api/analytics/range' },
  }),
  getTimeSeries: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'Get a figure over time, in a time zone, beside the period before.',
    input: z.strictObject({
      ...range,
      zone,
      ...scope,
      compare,
      metric: figure,
      grain: z.enum(['auto', ...grain.options]).default('auto'),
      /** Of amounts; by default the storefront's, the affiliate's, else the hub's. */
      currency: currency.optional(),
    }),
    output: z.object({
      metric: figure,
      /** Null for counts. */
      currency: z.string().nullable(),
      grain,
      ...rangeOutput,
      /** At most 400, without gaps. */
      points: z.array(point),
      total: value,
      comparison: z
        .object({
          ...comparedRange,
          /** By place of the points; null: not known, or that range has fewer. They go to the end of its days. */
          values: z.array(value.nullable()),
          /** Up to `otherUntil`; `comparable` is the range's own up to `until`. */
          total: value,
          comparable: value,
          change,
        })
        .nullable(),
    }),
    rest: { route: 'GET /api/analytics/time-series' },
  }),
  getSummary: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'Get clicks, orders, revenue and commission of a range, beside the period before.',
    input: z.strictObject({ ...range, zone, ...scope, compare }),
    output: summary,
    rest: { route: 'GET /api/analytics/summary' },
  }),
  getBreakdown: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'Get where the clicks of a range came from, by one dimension.',
    input: z.strictObject({
      ...range,
      ...scope,
      dimension: clickDimension,
      limit: z.number().int().min(1).max(200).default(20),
    }),
    output: z.object({
      dimension: clickDimension,
      ...rangeOutput,
      /** Of the storefront's days; null: each storefront's clicks are counted on its own days. */
      zone: z.string().nullable(),
      /** Most clicks first. */
      rows: z.array(
        z.object({
          /** Null: none. */
          value: z.string().nullable(),
          clicks: z.number(),
        }),
      ),
      /** Clicks with any other value; with the rows, they add up to the total. */
      other: z.number(),
      total: z.number(),
    }),
    rest: { route: 'GET /api/analytics/breakdown' },
  }),
  getFunnel: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'Get how many clicks of a range became orders, and how many of those were approved and paid.',
    input: z.strictObject({ ...range, zone, ...scope }),
    output: z.object({
      ...rangeOutput,
      clicks: z.number(),
      /** Orders of affiliates that count, in whatever state; then those approved or paid; then those paid. */
      orders: z.number(),
      approved: z.number(),
      paid: z.number(),
    }),
    rest: { route: 'GET /api/analytics/funnel' },
  }),
  listTopAffiliates: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'List the affiliates with most clicks, orders, revenue or commission in a range.',
    input: z.strictObject({
      ...range,
      zone,
      storefront: label(64).optional(),
      compare,
      metric: figure.default('revenue'),
      /** Of amounts: affiliates of storefronts with this currency; by default the storefront's, else the hub's. */
      currency: currency.optional(),
      limit: z.number().int().min(1).max(100).default(10),
    }),
    output: z.object({
      metric: figure,
      ...rangeOutput,
      comparison: z.object(comparedRange).nullable(),
      rows: z.array(topAffiliate),
    }),
    rest: { route: 'GET /api/analytics/top-affiliates' },
  }),
  getStockHistory: query({
    access: 'analyst',
    scope: 'inventory:read',
    summary: 'Get the stock of a product over time, and its threshold.',
    input: z.strictObject({ sku, ...range, zone }),
    output: z.object({
      sku: z.string(),
      ...rangeOutput,
      grain,
      /** The threshold of today: earlier ones are not kept. */
      threshold: z.number().int(),
      points: z.array(
        z.object({
          start: instant,
          end: instant,
          label: z.string(),
          /** Stock at the end of the point, the lowest of it, and units sold; null: not known, or still to come. */
          stock: z.number().int().nullable(),
          lowest: z.number().int().nullable(),
          sold: z.number().int().nullable(),
          isComplete: z.boolean(),
        }),
      ),
    }),
    rest: { route: 'GET /api/analytics/stock-history/:sku' },
  }),
  getToday: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'Get what the overview shows of today, beside the same weekday a week ago.',
    input: todayInput,
    output: today,
    rest: { route: 'GET /api/analytics/today' },
  }),
} as const;
