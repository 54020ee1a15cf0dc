import type { AdminInputs } from '@dreamteamhub/sdk/admin';
import type { CommissionRule } from '../../hub/trpc.ts';
import { UNREADABLE } from '../../ui/number-field.tsx';
import { instantOf, wallTimeOf } from '../../ui/zoned-time.ts';

export type RuleInput = AdminInputs['commissions']['createRule'];

export type Who = 'everyone' | 'group' | 'affiliate';
export type Goods = 'any' | 'sku' | 'productId' | 'category';
/** How a rule pays. `tiers`: percent by volume. */
export type Pay = 'percent' | 'tiers' | 'flatItem' | 'flatOrder';
export type LimitKind = 'none' | 'months' | 'orders';

/** `from`: an amount; `percent`: a decimal. Both as `NumberField` keeps them. */
export interface StepDraft {
  key: number;
  from: string;
  percent: string;
}

/** A rule while somebody writes it. Numbers are as `NumberField` keeps them, times are wall times of the person's zone. */
export interface RuleDraft {
  name: string;
  who: Who;
  /** A handle. */
  affiliate: string;
  /** A name. */
  group: string;
  /** A slug; the empty text: of all storefronts, or whichever the group has. */
  storefront: string;
  goods: Goods;
  goodsValue: string;
  pay: Pay;
  percent: string;
  amount: string;
  window: 'month' | 'lifetime';
  mode: 'marginal' | 'whole';
  steps: readonly StepDraft[];
  appliesTo: 'all' | 'first' | 'recurring';
  limit: LimitKind;
  limitCount: string;
  lockRate: boolean;
  capPerOrder: string;
  capPerMonth: string;
  holdDays: string;
  autoApprove: boolean;
  payOnZero: boolean;
  includeTax: boolean;
  includeShipping: boolean;
  /** The empty text: from now on. */
  from: string;
  /** The empty text: without an end. */
  to: string;
}

/** The fields that may be wrong; `steps` are all steps, `steps.1.percent` one field of the second. */
export type RuleProblems = Readonly<Record<string, string>>;

export const EMPTY_DRAFT: RuleDraft = {
  ...{ name: '', who: 'everyone', affiliate: '', group: '', storefront: '', goods: 'any', goodsValue: '' },
  ...{ pay: 'percent', percent: '', amount: '', window: 'month', mode: 'marginal' },
  steps: [
    { key: 0, from: '0', percent: '' },
    { key: 1, from: '', percent: '' },
  ],
  ...{ appliesTo: 'all', limit: 'none', limitCount: '', lockRate: false, capPerOrder: '', capPerMonth: '' },
  ...{ holdDays: '0', autoApprove: false, payOnZero: false, includeTax: false, includeShipping: false },
  ...{ from: '', to: '' },
};

const MINUTE = 'YYYY-MM-DDThh:mm'.length;

/** Returns what an input for a time shows. */
export function writeTime(instant: string, zone: string): string {
  return wallTimeOf(new Date(instant), zone).slice(0, MINUTE);
}

/** A stored version as the beginning of the next one, which is from now on. */
export function draftOf(rule: CommissionRule): RuleDraft {
  const { limit, tiers } = rule;
  const goods = goodsOf(rule);
  return {
    ...EMPTY_DRAFT,
    ...{ name: rule.name, storefront: rule.storefront ?? '', ...whoOf(rule), ...goods },
    pay: rule.kind === 'percent' && tiers !== null ? 'tiers' : rule.kind,
    percent: rule.rateBps === null ? '' : percentOf(rule.rateBps),
    amount: rule.amount ?? '',
    ...(tiers === null
      ? {}
      : {
          window: tiers.window,
          mode: tiers.mode,
          steps: tiers.steps.map((step, key) => ({ key, from: step.from, percent: percentOf(step.rateBps) })),
        }),
    appliesTo: rule.appliesTo,
    ...(limit === null
      ? {}
      : 'months' in limit
        ? { limit: 'months', limitCount: String(limit.months) }
        : { limit: 'orders', limitCount: String(limit.orders) }),
    ...{ lockRate: rule.lockRate, capPerOrder: rule.capPerOrder ?? '', capPerMonth: rule.capPerMonth ?? '' },
    ...{ holdDays: String(rule.holdDays), autoApprove: rule.autoApprove, payOnZero: rule.payOnZero },
    ...{ includeTax: rule.includeTax, includeShipping: rule.includeShipping },
  };
}

function whoOf({ affiliateHandle, group }: CommissionRule): Pick<RuleDraft, 'who' | 'affiliate' | 'group'> {
  if (affiliateHandle !== null) return { who: 'affiliate', affiliate: affiliateHandle, group: '' };
  return group === null
    ? { who: 'everyone', affiliate: '', group: '' }
    : { who: 'group', affiliate: '', group };
}

function goodsOf({ sku, productId, category }: CommissionRule): Pick<RuleDraft, 'goods' | 'goodsValue'> {
  if (sku !== null) return { goods: 'sku', goodsValue: sku };
  if (productId !== null) return { goods: 'productId', goodsValue: productId };
  return category === null ? { goods: 'any', goodsValue: '' } : { goods: 'category', goodsValue: category };
}

/** Basis points as percent: `1250` is `12.5`. */
function percentOf(basisPoints: number): string {
  return String(basisPoints / 100);
}

/** Percent as basis points, or null for what is no number from 0 to 100. */
function bpsOf(percent: string): number | null {
  const value = Number(percent);
  return percent === '' || Number.isNaN(value) || value < 0 || value > 100 ? null : Math.round(value * 100);
}

/** Whether the rule names an amount of money, which belongs to one storefront. */
export function namesMoney({ pay, capPerOrder, capPerMonth }: RuleDraft): boolean {
  return pay !== 'percent' || capPerOrder !== '' || capPerMonth !== '';
}

/** Reads what somebody has written: as the hub takes it, or what is missing and wrong, field by field. */
export function readDraft(
  draft: RuleDraft,
  zone: string,
): { rule: RuleInput; problems: null } | { rule: null; problems: RuleProblems } {
  const problems = problemsOf(draft, zone);
  if (Object.keys(problems).length > 0) return { rule: null, problems };
  const at = (wallTime: string) => (wallTime === '' ? undefined : instantOf(wallTime, zone).toISOString());
  const amount = (text: string) => (text === '' ? undefined : text);
  const count = Number(draft.limitCount);
  return {
    problems: null,
    rule: {
      name: draft.name.trim(),
      ...(draft.who === 'affiliate' ? { affiliate: draft.affiliate } : {}),
      ...(draft.who === 'group' ? { group: draft.group } : {}),
      ...(draft.who !== 'affiliate' && draft.storefront !== '' ? { storefront: draft.storefront } : {}),
      ...(draft.goods === 'any' ? {} : { [draft.goods]: draft.goodsValue.trim() }),
      ...payOf(draft),
      appliesTo: draft.appliesTo,
      ...(isLimited(draft)
        ? { limit: draft.limit === 'months' ? { months: count } : { orders: count } }
        : {}),
      ...{ capPerOrder: amount(draft.capPerOrder), capPerMonth: amount(draft.capPerMonth) },
      ...{ holdDays: Number(draft.holdDays), autoApprove: draft.autoApprove },
      ...(isFlat(draft) ? { payOnZero: draft.payOnZero } : {}),
      lockRate: draft.appliesTo !== 'first' && draft.lockRate,
      ...(isFlat(draft) ? {} : { includeTax: draft.includeTax, includeShipping: draft.includeShipping }),
      ...{ from: at(draft.from), to: at(draft.to) },
    },
  };
}

export const isFlat = ({ pay }: RuleDraft) => pay === 'flatItem' || pay === 'flatOrder';
/** A rule for first orders has no further limit: what was chosen before is left out. */
const isLimited = ({ limit, appliesTo }: RuleDraft) => limit !== 'none' && appliesTo !== 'first';

function payOf(draft: RuleDraft): Pick<RuleInput, 'kind' | 'rateBps' | 'amount' | 'tiers'> {
  switch (draft.pay) {
    case 'percent':
      return { kind: 'percent', rateBps: bpsOf(draft.percent) ?? 0 };
    case 'tiers': {
      const steps = draft.steps.map(({ from, percent }) => ({ from, rateBps: bpsOf(percent) ?? 0 }));
      return { kind: 'percent', tiers: { window: draft.window, mode: draft.mode, steps } };
    }
    case 'flatItem':
    case 'flatOrder':
      return { kind: draft.pay, amount: draft.amount };
  }
}

function problemsOf(draft: RuleDraft, zone: string): RuleProblems {
  const { goods, limitCount, holdDays, from, to } = draft;
  const when = (isWrong: boolean, field: string, problem: string) => (isWrong ? { [field]: problem } : {});
  return {
    ...when(draft.name.trim() === '', 'name', 'Enter a name.'),
    ...when(draft.who === 'affiliate' && draft.affiliate === '', 'affiliate', 'Choose a partner.'),
    ...when(draft.who === 'group' && draft.group === '', 'group', 'Choose a group.'),
    ...when(goods !== 'any' && draft.goodsValue.trim() === '', 'goods', goodsMissing[goods]),
    ...payProblems(draft),
    ...when(isLimited(draft) && !isWhole(limitCount, 1), 'limit', 'Enter a whole number from 1.'),
    ...when(draft.capPerOrder === UNREADABLE, 'capPerOrder', 'Enter an amount.'),
    ...when(draft.capPerMonth === UNREADABLE, 'capPerMonth', 'Enter an amount.'),
    ...when(!isWhole(holdDays, 0), 'holdDays', 'Enter a whole number of days, or 0.'),
    ...when(!isTime(from, zone), 'from', 'Enter a day and a time.'),
    ...when(!isTime(to, zone), 'to', 'Enter a day and a time.'),
  };
}

const goodsMissing: Record<Goods, string> = {
  any: '',
  sku: 'Enter a SKU.',
  productId: 'Enter the id of a product.',
  category: 'Enter a category.',
};

function payProblems(draft: RuleDraft): RuleProblems {
  if (draft.pay === 'percent') {
    return bpsOf(draft.percent) === null ? { percent: 'Enter a percentage from 0 to 100.' } : {};
  }
  if (draft.pay !== 'tiers') {
    return draft.amount === '' || draft.amount === UNREADABLE ? { amount: 'Enter an amount.' } : {};
  }
  const problems: Record<string, string> = {};
  draft.steps.forEach(({ from, percent }, place) => {
    if (from === '' || from === UNREADABLE) problems[`steps.${place}.from`] = 'Enter an amount.';
    if (bpsOf(percent) === null) problems[`steps.${place}.percent`] = 'Enter 0 to 100.';
    const before = draft.steps[place - 1];
    if (before !== undefined && Number(from) <= Number(before.from)) {
      problems[`steps.${place}.from`] = 'Enter more than in the step before.';
    }
  });
  return problems;
}

function isWhole(text: string, least: number): boolean {
  return text !== '' && Number.isInteger(Number(text)) && Number(text) >= least;
}

function isTime(wallTime: string, zone: string): boolean {
  return wallTime === '' || !Number.isNaN(instantOf(wallTime, zone).getTime());
}

/** The hub's names of fields, and the form's. */
const FIELDS: Readonly<Record<string, string>> = {
  rateBps: 'percent',
  sku: 'goods',
  productId: 'goods',
  category: 'goods',
  kind: 'pay',
};

/** Puts what the hub says about a rule to the fields of the form. */
export function fieldProblems(fields: readonly { path: string; message: string }[]): RuleProblems {
  const placed = fields.map(({ path, message }) => {
    const own = path.replace(/^rule\./, '');
    const step = /^tiers\.steps\.(\d+)\.(from|rateBps)/.exec(own);
    if (step !== null) return [`steps.${step[1]}.${step[2] === 'from' ? 'from' : 'percent'}`, message];
    const field = own.split('.')[0] ?? own;
    return [field === 'tiers' ? 'steps' : (FIELDS[field] ?? field), message];
  });
  return Object.fromEntries(placed) as RuleProblems;
}
