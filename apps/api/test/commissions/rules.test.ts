import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { type MoneyHub, moneyHub } from '../support/money-hub.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let money: MoneyHub;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  money = moneyHub(hub, await signedIn(hub));
  await hub.deps.services.storefronts.create(
    { slug: 'tokyo', name: 'Tokyo', currency: 'JPY', allowedOrigins: [] },
    COMMAND_LINE,
  );
  await newAffiliate(hub, 'writer');
  await money.post('/api/affiliates', { handle: 'abroad', name: 'Abroad', storefront: 'tokyo' });
  await money.post('/api/commissions/groups', { name: 'Reviewers' });
});
afterAll(() => hub.stop());

const percent = { name: 'Rule', kind: 'percent', rateBps: 1000 };
const writeRule = (rule: object) => money.ask('POST', '/api/commissions/rules', { ...percent, ...rule });
let fresh = 0;
const newHandle = async () => {
  fresh += 1;
  return (await newAffiliate(hub, `fresh-${fresh}`)).handle;
};

describe('a rule that cannot be', () => {
  const step = (from: unknown, rateBps = 100) => ({ from, rateBps });
  const tiers = (...steps: unknown[]) => ({
    rateBps: undefined,
    storefront: 'default',
    tiers: { window: 'month', mode: 'whole', steps },
  });
  const flat = { kind: 'flatOrder', rateBps: undefined, storefront: 'default', amount: '5.00' };
  test.each([
    ['tiers out of order', 'tiers.steps', tiers(step('0'), step('500'), step('100'))],
    ['steps from the same volume', 'tiers.steps', tiers(step('0'), step('100'), step('100.00'))],
    ['a first step that is not from 0', 'tiers.steps', tiers(step('10'), step('100'))],
    ['tiers beside a rate', 'rateBps', { ...tiers(step('0')), rateBps: 100 }],
    ['no steps', 'tiers.steps', tiers()],
    ['a step above 100 %', 'tiers.steps.0.rateBps', tiers(step('0', 10_001))],
    ['a step with too many decimals', 'tiers.steps.1.from', tiers(step('0'), step('1.001'))],
    ['a cap an order below the flat amount', 'capPerOrder', { ...flat, capPerOrder: '4.99' }],
    ['a cap a month below the flat amount', 'capPerMonth', { ...flat, capPerMonth: 4 }],
    ['a cap of nothing', 'capPerOrder', { storefront: 'default', capPerOrder: 0 }],
    ['a rate above 100 %', 'rateBps', { rateBps: 10_001 }],
    ['a rate below nothing', 'rateBps', { rateBps: -1 }],
    ['half a basis point', 'rateBps', { rateBps: 0.5 }],
    ['a rate as a text', 'rateBps', { rateBps: '1000' }],
    ['a flat commission with a rate', 'rateBps', { ...flat, rateBps: 100 }],
    ['a percentage without a rate', 'rateBps', { rateBps: undefined }],
    ['a percentage with an amount', 'amount', { storefront: 'default', amount: '1.00' }],
    ['a flat commission without an amount', 'amount', { ...flat, amount: undefined }],
    ['more decimals than the currency has', 'amount', { ...flat, amount: '5.001' }],
    ['decimals of a currency without', 'amount', { ...flat, storefront: 'tokyo', amount: '5.50' }],
    ['an amount below nothing', 'amount', { ...flat, amount: '-1.00' }],
    ['an affiliate and a group', 'group', { affiliate: 'writer', group: 'Reviewers' }],
    ['a SKU and a category', 'category', { sku: 'A', category: 'B' }],
    ['a product and a SKU', 'productId', { sku: 'A', productId: 'B' }],
    ['an end at its beginning', 'to', { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
    ['an end in the past', 'to', { to: '2020-01-01T00:00:00Z' }],
    ['an unknown affiliate', 'affiliate', { affiliate: 'nobody-here' }],
    ['an unknown group', 'group', { group: 'Nobody' }],
    ['a group of another storefront', 'group', { group: 'Reviewers', storefront: 'tokyo' }],
    ['an affiliate of another storefront', 'storefront', { affiliate: 'writer', storefront: 'tokyo' }],
    ['an unknown storefront', 'storefront', { storefront: 'nowhere' }],
    ['an empty name', 'name', { name: '' }],
    ['a name of spaces', 'name', { name: '   ' }],
    ['a name of 256 characters', 'name', { name: 'n'.repeat(256) }],
    ['a limit of both kinds', 'limit: must be { "months"', { limit: { months: 1, orders: 1 } }],
    ['a limit of first orders', 'limit', { appliesTo: 'first', limit: { months: 1 } }],
    ['a locked rate of first orders', 'lockRate', { appliesTo: 'first', lockRate: true }],
    ['too long a holding time', 'holdDays', { holdDays: 1000 }],
    ['an unknown field', 'percentage: is not a known field', { percentage: 5 }],
  ])('%s: %s', async (_, field, rule) => {
    for (const url of ['/api/commissions/rules', '/api/commissions/rules/check']) {
      const { status, body } = await money.ask('POST', url, { ...percent, ...rule });
      expect(body.error?.message).toContain(field);
      expect(status).toBe(400);
      if (!field.includes(' ')) expect(body.error.details[0].path).toBe(field);
    }
  });

  test('money needs to know whose: the default storefront is meant unless one is named', async () => {
    const rule = await money.rule({ kind: 'flatOrder', amount: '5', sku: 'default-money' });
    expect(rule).toMatchObject({ storefront: 'default', currency: 'USD', amount: '5.00' });
  });
});

describe('versions of a rule', () => {
  test('a new one ends the one without an end at its own beginning, and names it', async () => {
    const affiliate = await newHandle();
    const first = await money.rule({ affiliate, kind: 'percent', rateBps: 500 });
    const asked = await money.post('/api/commissions/rules/check', { ...percent, affiliate });
    expect(asked).toMatchObject({
      supersedes: { id: first.id, name: 'Rule', to: null },
      overlaps: null,
      words: `${affiliate} earns 10% of all goods. Shipping and tax do not count. A commission is not held, and it needs approval.`,
    });
    const second = await money.rule({ affiliate, kind: 'percent', rateBps: 700 });
    expect(second.supersedes).toBe(first.id);
    const detail = await money.get(`/api/commissions/rules/${first.id}`);
    expect(detail).toMatchObject({ id: first.id, to: second.from, commissions: 0 });
    expect(detail.versions.map(({ id }: { id: number }) => id)).toEqual([second.id, first.id]);
    const listed = await money.get(`/api/commissions/rules?affiliateId=${first.affiliateId}`);
    expect(listed.map(({ id }: { id: number }) => id)).toEqual([second.id]);
    expect(await money.get(`/api/commissions/rules?affiliateId=${first.affiliateId}&ended=yes`)).toHaveLength(
      2,
    );
  });

  test('one with an end, or a later beginning, is in the way, by name and id', async () => {
    const affiliate = await newHandle();
    const summer = { name: 'Summer', affiliate, from: '2030-06-01T00:00:00Z', to: '2030-09-01T00:00:00Z' };
    const { body: rule } = await writeRule(summer);
    for (const range of [
      {},
      { from: '2030-08-01T00:00:00Z' },
      { from: '2030-01-01T00:00:00Z', to: '2030-06-01T00:00:00.001Z' },
    ]) {
      const { status, body } = await writeRule({ affiliate, ...range });
      expect(status).toBe(409);
      expect(body.error.message).toBe(
        `from: the rule "Summer" (${rule.id}) is for the same from 2030-06-01T00:00:00.000Z until 2030-09-01T00:00:00.000Z; let this one end by 2030-06-01T00:00:00.000Z, or begin at 2030-09-01T00:00:00.000Z or later`,
      );
      expect(body.error.details).toEqual({ ruleId: rule.id });
      const asked = await money.post('/api/commissions/rules/check', { ...percent, affiliate, ...range });
      expect(asked).toMatchObject({ supersedes: null, overlaps: { id: rule.id, name: 'Summer' } });
    }
    // Ranges that meet do not overlap.
    expect((await writeRule({ affiliate, to: '2030-06-01T00:00:00Z' })).status).toBe(201);
    expect((await writeRule({ affiliate, from: '2030-09-01T00:00:00Z' })).status).toBe(201);
    // Other goods, other orders: another scope.
    expect((await writeRule({ affiliate, sku: 'X' })).status).toBe(201);
    expect((await writeRule({ affiliate, appliesTo: 'first' })).status).toBe(201);
  });

  test('twenty writers at the same instant: all have their version, one after the other', async () => {
    const affiliate = await newHandle();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) => writeRule({ affiliate, rateBps: place })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const { versions } = await money.get(`/api/commissions/rules/${answers[0]?.body.id}`);
    expect(versions).toHaveLength(20);
    expect(versions.filter(({ to }: { to: string | null }) => to === null)).toHaveLength(1);
    for (const [place, version] of versions.entries()) {
      if (place > 0) expect(version.to).toBe(versions[place - 1].from);
    }
  });

  test('twenty writers of the same range: one wins, the others are told of it', async () => {
    const affiliate = await newHandle();
    const range = { from: '2031-01-01T00:00:00Z', to: '2031-02-01T00:00:00Z' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => writeRule({ affiliate, ...range })));
    const [winner] = answers.filter(({ status }) => status === 201);
    const losers = answers.filter(({ status }) => status === 409);
    expect(losers).toHaveLength(19);
    for (const { body } of losers) expect(body.error.details).toEqual({ ruleId: winner?.body.id });
  });

  test('one ends when it is told to, once', async () => {
    const affiliate = await newHandle();
    const { id } = await money.rule({ affiliate, kind: 'percent', rateBps: 500 });
    expect(
      (await money.ask('POST', `/api/commissions/rules/${id}/end`, { to: '2001-01-01T00:00:00Z' })).status,
    ).toBe(409);
    const { to } = await money.post(`/api/commissions/rules/${id}/end`);
    const again = await money.ask('POST', `/api/commissions/rules/${id}/end`);
    expect([again.status, again.body.error.message]).toEqual([409, `to: the rule ends at ${to} already`]);
    for (const url of ['/api/commissions/rules/999999', '/api/commissions/rules/9007199254740991']) {
      expect((await money.ask('GET', url)).status).toBe(404);
      expect((await money.ask('POST', `${url}/end`)).status).toBe(404);
    }
  });
});

describe('remarks about a rule', () => {
  const notesOn = async (rule: object): Promise<string[]> =>
    (await money.post('/api/commissions/rules/check', { ...percent, ...rule })).notes;

  test('what no product has is allowed, and said', async () => {
    const rule = { affiliate: 'writer', sku: 'NO-SUCH' };
    expect(await notesOn(rule)).toEqual(['There is no product with the SKU “NO-SUCH” in the inventory.']);
    const { status, body } = await writeRule(rule);
    expect(status).toBe(201);
    expect(body.notes).toEqual(['There is no product with the SKU “NO-SUCH” in the inventory.']);
    expect(await notesOn({ affiliate: 'writer', productId: 'p1' })).toEqual([
      'None of the last 10,000 order lines is of the product "p1".',
    ]);
    await money.order({
      ...{ handle: 'writer', orderId: 'goods', revenue: '1.00' },
      lines: [{ lineId: '1', net: '1.00', quantity: 1, productId: 'p1', categories: ['toys'] }],
    });
    expect(await notesOn({ affiliate: 'writer', productId: 'p1' })).toEqual([]);
    expect(await notesOn({ affiliate: 'writer', category: 'toys' })).toEqual([]);
    expect(await notesOn({ affiliate: 'writer', category: 'Books' })).toEqual([
      'None of the last 10,000 order lines is in the category "Books".',
    ]);
  });

  test('narrower rules, the past, and what is paid at once', async () => {
    const { handle } = await newAffiliate(hub, 'own-rate', { commissionBps: 1500 });
    const notes = await notesOn({ from: '2026-01-01T00:00:00Z', autoApprove: true });
    expect(notes).toHaveLength(3);
    expect(notes[0]).toMatch(
      /^\d+ partners? ha(s a rule of its|ve rules of their) own for all goods, which goes? before this one\.$/,
    );
    expect(notes[1]).toBe('It begins in the past: orders that are booked already are not rated again.');
    expect(notes[2]).toBe('Its commissions may be paid at once, before anything can come back.');
    expect(await notesOn({ affiliate: handle, autoApprove: true, holdDays: 14 })).toEqual([]);
    expect(await notesOn({ storefront: 'tokyo' })).toEqual([]);
  });

  test('a flat amount may be more than the sale', async () => {
    const flat = { rateBps: undefined, affiliate: 'writer', amount: '20.00' };
    expect(await notesOn({ ...flat, kind: 'flatItem' })).toEqual([
      'It pays its amount for an item that costs less, too.',
    ]);
    expect(await notesOn({ ...flat, kind: 'flatOrder' })).toEqual([
      'It pays its amount for an order that brings less, too.',
    ]);
  });

  test('a later rule for all storefronts, which goes before one for a single storefront', async () => {
    const scope = { sku: 'FOR-ALL-LATER', kind: 'percent', rateBps: 100 };
    await money.rule({ ...scope, name: 'All', from: '2099-01-01T00:00:00Z' });
    const later =
      'The rule “All” for all storefronts begins later: from 2099-01-01T00:00:00.000Z on it goes before this one.';
    const storefront = 'default';
    expect(await notesOn({ ...scope, storefront })).toContain(later);
    expect(await notesOn({ ...scope, storefront, from: '2099-01-02T00:00:00Z' })).not.toContain(later);
    expect(await notesOn({ ...scope, storefront, to: '2098-01-01T00:00:00Z' })).not.toContain(later);
    expect(await notesOn({ ...scope, storefront, sku: 'OTHER' })).not.toContain(later);
  });
});

describe('an affiliate’s own rate', () => {
  const rateOf = async (id: number) => (await money.get(`/api/affiliates/${id}`)).commissionBps;
  const live = async (id: number) =>
    (await money.get(`/api/commissions/rules?affiliateId=${id}`)).map(
      ({ rateBps, name }: { rateBps: number; name: string }) => [name, rateBps],
    );

  test('and its rule are the same, whichever is written', async () => {
    const { id, handle } = await newAffiliate(hub, 'in-step', { commissionBps: 1250 });
    expect(await live(id)).toEqual([['Own rate', 1250]]);
    await money.patch(`/api/affiliates/${id}`, { commissionBps: 900 });
    expect(await live(id)).toEqual([['Own rate', 900]]);
    const rule = await money.rule({ name: 'Better', affiliate: handle, kind: 'percent', rateBps: 1100 });
    expect(rule.supersedes).not.toBeNull();
    expect(await rateOf(id)).toBe(1100);
    await money.patch(`/api/affiliates/${id}`, { commissionBps: null });
    expect(await live(id)).toEqual([]);
    const again = await money.rule({ affiliate: handle, kind: 'percent', rateBps: 300 });
    expect(await rateOf(id)).toBe(300);
    await money.post(`/api/commissions/rules/${again.id}/end`);
    expect(await rateOf(id)).toBeNull();
    // What is more than a rate is none in the field.
    await money.rule({ affiliate: handle, kind: 'flatOrder', amount: '5.00' });
    expect(await rateOf(id)).toBeNull();
    expect(await live(id)).toEqual([['Rule', null]]);
  });

  test('is that of a rule with an end, too, from when it is written until it ends', async () => {
    const { id, handle } = await newAffiliate(hub, 'for-a-while');
    const to = new Date(Date.now() + 1_500).toISOString();
    await money.rule({ affiliate: handle, kind: 'percent', rateBps: 800, to });
    expect(await rateOf(id)).toBe(800);
    await expect
      .poll(async () => [await hub.deps.services.ownRates.followAll(), await rateOf(id)], { timeout: 5_000 })
      .toEqual([0, null]);
  });

  test('that the job is about to change is read again once somebody else has changed it', async () => {
    const { id, handle } = await newAffiliate(hub, 'overtaken', { commissionBps: 1000 });
    // As if its rule had just ended.
    await hub.owner.transaction(async (tx) => {
      await tx.execute(sql`SELECT set_config('hub.keeps_rules', 'on', true)`);
      await tx.execute(sql`UPDATE affiliates SET commission_bps = 1 WHERE id = ${id}`);
    });
    let following: Promise<number> | undefined;
    await hub.owner.transaction(async (tx) => {
      await tx.execute(sql`SELECT FROM affiliates WHERE id = ${id} FOR NO KEY UPDATE`);
      following = hub.deps.services.ownRates.followAll();
      await expect
        .poll(async () => (await hub.owner.execute(sql`SELECT FROM pg_locks WHERE NOT granted`)).rowCount)
        .toBe(1);
      await tx.execute(sql`UPDATE affiliates SET commission_bps = 500 WHERE id = ${id}`);
    });
    await following;
    expect([await rateOf(id), await live(id)]).toEqual([500, [['Own rate', 500]]]);
    await money.rule({ affiliate: handle, kind: 'percent', rateBps: 600 });
  });

  test('follows rules that begin and end with time', async () => {
    const { id, handle } = await newAffiliate(hub, 'in-time', { commissionBps: 1000 });
    const from = new Date(Date.now() + 1_000).toISOString();
    await money.rule({ affiliate: handle, kind: 'percent', rateBps: 700, from });
    await hub.deps.services.ownRates.followAll();
    expect(await rateOf(id)).toBe(1000);
    await expect
      .poll(async () => [await hub.deps.services.ownRates.followAll(), await rateOf(id)], { timeout: 5_000 })
      .toEqual([0, 700]);
    expect(await live(id)).toEqual([['Rule', 700]]);
  });

  test('is not touched by a rule that is taken back before it begins; then another one may take its place', async () => {
    const { id, handle } = await newAffiliate(hub, 'taken-back', { commissionBps: 1000 });
    const from = '2099-01-01T00:00:00.000Z';
    const rule = await money.rule({ affiliate: handle, kind: 'percent', rateBps: 1, from });
    const { status, body } = await money.ask('POST', `/api/commissions/rules/${rule.id}/end`, {});
    expect([status, body.to]).toEqual([200, from]);
    expect(await rateOf(id)).toBe(1000);
    expect(await live(id)).toEqual([['Own rate', 1000]]);
    // The one before it ends when it would have begun, unless somebody lets it end earlier.
    const [own] = await money.get(`/api/commissions/rules?affiliateId=${id}`);
    expect(own.to).toBe(from);
    await money.post(`/api/commissions/rules/${own.id}/end`, { to: '2098-01-01T00:00:00Z' });
    await money.rule({ affiliate: handle, kind: 'percent', rateBps: 2, from: '2098-01-01T00:00:00Z' });
    expect(await rateOf(id)).toBe(1000);
    const later = await money.ask('POST', `/api/commissions/rules/${own.id}/end`, { to: from });
    expect([later.status, later.body.error.message]).toEqual([
      409,
      'to: the rule ends at 2098-01-01T00:00:00.000Z already',
    ]);
  });

  test('is refused while a later version is in its way, by name', async () => {
    const { id, handle } = await newAffiliate(hub, 'later', { commissionBps: 1000 });
    const rule = await money.rule({
      name: 'Next year',
      affiliate: handle,
      kind: 'percent',
      rateBps: 500,
      from: '2099-01-01T00:00:00Z',
    });
    expect(await rateOf(id)).toBe(1000);
    const { status, body } = await money.ask('PATCH', `/api/affiliates/${id}`, { commissionBps: 2000 });
    expect(body.error?.message).toContain(`the rule "Next year" (${rule.id})`);
    expect(body.error?.message).toMatch(/; write a rule that ends by 2099-01-01T00:00:00.000Z instead$/);
    expect(status).toBe(409);
    expect(await rateOf(id)).toBe(1000);
  });

  test('two who write the rate and the rule at once do not stand in each other’s way', async () => {
    const { id, handle } = await newAffiliate(hub, 'at-once', { commissionBps: 1000 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        place % 2 === 0
          ? money.ask('PATCH', `/api/affiliates/${id}`, { commissionBps: 100 + place })
          : writeRule({ affiliate: handle, rateBps: 200 + place }),
      ),
    );
    expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    expect(await live(id)).toEqual([[expect.any(String), await rateOf(id)]]);
  });
});

describe('groups', () => {
  test('have names of their own, whatever the case', async () => {
    const group = await money.post('/api/commissions/groups', { name: ' Bloggers ' });
    expect(group).toEqual({ id: group.id, storefront: 'default', name: 'Bloggers', affiliates: 0 });
    for (const name of ['bloggers', 'BLOGGERS', 'Bloggers\u200b']) {
      const { status, body } = await money.ask('POST', '/api/commissions/groups', { name });
      expect(status).toBe(409);
      expect(body.error.message).toBe(`name: the group "Bloggers" (${group.id}) has this name`);
    }
    await money.post('/api/commissions/groups', { name: 'bloggers', storefront: 'tokyo' });
    const url = `/api/commissions/groups/${group.id}`;
    expect((await money.ask('PATCH', url, { name: 'reviewers' })).status).toBe(409);
    expect((await money.patch(url, { name: 'BLOGGERS' })).name).toBe('BLOGGERS');
    expect((await money.ask('PATCH', '/api/commissions/groups/999', { name: 'x' })).status).toBe(404);
    expect((await money.ask('GET', '/api/commissions/groups/9007199254740991')).status).toBe(404);
    expect((await money.ask('POST', '/api/commissions/groups', { name: 'İ'.repeat(255) })).status).toBe(400);
    const { groups } = await money.get('/api/commissions/groups');
    expect(groups.map(({ name, storefront }: Record<string, string>) => `${storefront} ${name}`)).toEqual([
      'default BLOGGERS',
      'default Reviewers',
      'tokyo bloggers',
    ]);
  });

  test('ten who take one name: one has it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => money.ask('POST', '/api/commissions/groups', { name: 'Wanted' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 9 }, () => 409),
    ]);
  });

  test('hold affiliates of their storefront, and are in their terms', async () => {
    const { id } = await newAffiliate(hub, 'member');
    expect(await money.put(`/api/affiliates/${id}/group`, { group: 'reviewers' })).toEqual({
      id,
      group: 'Reviewers',
    });
    const { groups } = await money.get('/api/commissions/groups');
    const group = groups.find(({ name }: { name: string }) => name === 'Reviewers');
    expect(group.affiliates).toBe(1);
    expect((await money.get(`/api/commissions/groups/${group.id}`)).members).toEqual([
      { id, handle: 'member', name: 'member' },
    ]);

    await money.rule({ name: 'All', kind: 'percent', rateBps: 100, productId: 'precedence' });
    await money.rule({ name: 'Group', group: 'Reviewers', kind: 'percent', rateBps: 200 });
    await money.rule({ name: 'Mine, a SKU', affiliate: 'member', sku: 'S', kind: 'percent', rateBps: 300 });
    await money.rule({ name: 'Mine', affiliate: 'member', kind: 'percent', rateBps: 400 });
    await money.rule({
      name: 'Next',
      affiliate: 'member',
      kind: 'percent',
      rateBps: 500,
      from: '2099-01-01T00:00:00Z',
    });
    const terms = await money.get(`/api/affiliates/${id}/terms`);
    const names = terms.rules.map(({ name }: { name: string }) => name);
    expect(names.slice(0, 3)).toEqual(['Mine, a SKU', 'Mine', 'Group']);
    expect(names).toContain('All');
    expect(names).not.toContain('Next');
    expect(terms).toMatchObject({ affiliateId: id, group: { name: 'Reviewers' }, defaultRateBps: 1000 });

    const { status, body } = await money.ask('PUT', `/api/affiliates/${id}/group`, { group: 'Nobody' });
    expect([status, body.error.details[0].path]).toEqual([400, 'group']);
    expect(await money.put(`/api/affiliates/${id}/group`, { group: null })).toEqual({ id, group: null });
    expect((await money.get(`/api/affiliates/${id}/terms`)).group).toBeNull();
    for (const url of ['/api/affiliates/999999/terms', '/api/affiliates/999999/group']) {
      const asked = url.endsWith('terms') ? money.ask('GET', url) : money.ask('PUT', url, { group: null });
      expect((await asked).status).toBe(404);
    }
    const abroad = (await money.get('/api/affiliates')).find(
      ({ handle }: { handle: string }) => handle === 'abroad',
    );
    expect(
      (await money.ask('PUT', `/api/affiliates/${abroad.id}/group`, { group: 'Reviewers' })).status,
    ).toBe(400);
  });
});
