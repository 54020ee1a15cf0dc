import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCommand } from '../../src/cli/commands.ts';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { eventIdTime } from '../../src/platform/event-id.ts';
import { commandContext } from '../support/command-context.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, asVisitor, count, type NewAffiliate, newAffiliate, query } from '../support/shop.ts';

const SHOP = 'https://shop.example';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  await hub.deps.services.storefronts.allowOrigin('default', SHOP, COMMAND_LINE);
  await hub.deps.services.storefronts.allowOrigin('default', 'https://outlet.example:8443', COMMAND_LINE);
  affiliate = await newAffiliate(hub, 'linked');
});
afterAll(() => hub.stop());

const storefronts = () => hub.deps.services.storefronts;

const follow = (address: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  hub.app.inject({ method, url: `/r/${address}`, headers: { ...asVisitor, ...headers } });

/** Where a redirect leads, with its click token apart. */
async function targetOf(address: string, headers: Record<string, string> = {}) {
  const answer = await follow(address, headers);
  expect(answer.statusCode, answer.body).toBe(302);
  const location = new URL(answer.headers.location as string);
  const token = location.searchParams.get('dth_click') ?? '';
  return { href: location.href.replace(/[?&]dth_click=[\w-]+/, ''), token, headers: answer.headers };
}

const lastClick = async () => {
  const [row] = await query<Record<string, unknown>>(
    hub,
    sql`SELECT * FROM aff_clicks ORDER BY id DESC LIMIT 1`,
  );
  return row;
};

async function recordingNothing<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = await count(hub, sql`FROM aff_clicks`);
  const result = await work();
  expect(await count(hub, sql`FROM aff_clicks`)).toBe(before);
  return result;
}

test('a visitor is sent on, with a token that names affiliate and click', async () => {
  const startedAt = Date.now();
  const { href, token, headers } = await targetOf('linked?to=/products/widget', {
    referer: 'https://blog.example/post',
  });
  expect(href).toBe(`${SHOP}/products/widget`);
  expect(headers['cache-control']).toBe('no-store');
  // Left to the affiliate's page: a policy here would take the referrer from the storefront, or give it one.
  expect(headers['referrer-policy']).toBeUndefined();

  const claim = hub.deps.services.clickTokens.verify(token, new Date());
  expect(claim?.affiliateId).toBe(affiliate.id);
  expect(eventIdTime(claim?.eventId ?? '')?.getTime()).toBeGreaterThanOrEqual(startedAt);
  // A visitor is sent on before a slow click is in.
  await expect.poll(lastClick).toMatchObject({
    affiliate_id: affiliate.id,
    landing_page: `${SHOP}/products/widget`,
    referrer: 'https://blog.example/post',
    counted: true,
  });
  const [event] = await query(
    hub,
    sql`SELECT result_id FROM aff_event_ids WHERE event_id = ${claim?.eventId ?? ''}::uuid`,
  );
  expect(event?.result_id).toBe((await lastClick())?.id);
});

test('every visit is a click of its own', async () => {
  const before = await count(hub, sql`FROM aff_clicks`);
  const first = await targetOf('linked');
  const second = await targetOf('linked');
  expect(first.token).not.toBe(second.token);
  await expect.poll(() => count(hub, sql`FROM aff_clicks`)).toBe(before + 2);
});

test.each([
  ['linked', `${SHOP}/`],
  ['linked?to=', `${SHOP}/`],
  ['linked?to=https%3A%2F%2Foutlet.example%3A8443%2Fsale', 'https://outlet.example:8443/sale'],
  [
    'linked?utm_source=news&to=/a%3Fb%3D1&utm_medium=e%20mail&gclid=1',
    `${SHOP}/a?b=1&utm_source=news&utm_medium=e+mail&gclid=1`,
  ],
  ['linked?to=/a%3Futm_source%3Down&utm_source=theirs', `${SHOP}/a?utm_source=own`],
  ['linked?to=/a%23part&x=1&x=2', `${SHOP}/a?x=1&x=2#part`],
])('/r/%s leads to %s', async (address, expected) => {
  expect((await targetOf(address)).href).toBe(expected);
});

test('the sub id is the click’s and stays with the hub', async () => {
  expect((await targetOf('linked?s=spring&to=/x')).href).toBe(`${SHOP}/x`);
  await expect.poll(lastClick).toMatchObject({ sub_id: 'spring', landing_page: `${SHOP}/x` });
  expect((await targetOf('linked?subId=autumn')).href).toBe(`${SHOP}/`);
  await expect.poll(lastClick).toMatchObject({ sub_id: 'autumn' });
});

test('another click’s token in the address is replaced', async () => {
  const { token: old } = await targetOf('linked');
  for (const address of [`linked?dth_click=${old}`, `linked?to=/x%3Fdth_click%3D${old}`]) {
    const answer = await follow(address);
    const tokens = new URL(answer.headers.location as string).searchParams.getAll('dth_click');
    expect(tokens).toHaveLength(1);
    expect(tokens[0]).not.toBe(old);
  }
});

test('a long address is cut where it is stored, and followed as it is', async () => {
  const tail = 'x'.repeat(2500);
  expect((await targetOf(`linked?long=${tail}`)).href).toBe(`${SHOP}/?long=${tail}`);
  const stored = `${SHOP}/?long=${tail}`.slice(0, 512);
  await expect.poll(async () => (await lastClick())?.landing_page).toBe(stored);
});

describe('who only looks is told where the link leads, and not recorded', () => {
  test.each([
    ['HEAD', 'HEAD', {}],
    ['a prefetch', 'GET', { 'sec-purpose': 'prefetch' }],
    ['an older browser’s prefetch', 'GET', { purpose: 'prefetch' }],
    ['Firefox’s prefetch', 'GET', { 'x-moz': 'prefetch' }],
    ['Safari’s preview', 'GET', { 'x-purpose': 'preview' }],
    ['a link preview', 'GET', { 'user-agent': 'facebookexternalhit/1.1' }],
  ] as const)('%s', async (_name, method, headers) => {
    const answer = await recordingNothing(() => follow('linked?to=/x&utm_source=y', headers, method));
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe(`${SHOP}/x?utm_source=y`);
  });
});

test('a bot is stored, not counted', async () => {
  await targetOf('linked', { 'user-agent': 'curl/8.5.0' });
  await expect.poll(lastClick).toMatchObject({ counted: false, reason: 'bot' });
});

test('a paused affiliate’s link still works', async () => {
  const paused = await newAffiliate(hub, 'paused', { status: 'paused' });
  expect((await targetOf('paused?to=/x')).href).toBe(`${SHOP}/x`);
  await expect.poll(lastClick).toMatchObject({ affiliate_id: paused.id, counted: false });
});

describe('a shopper sees no error of the hub: a link with a mistake leads to the shop’s home page', () => {
  test.each([
    ['nobody', 'unknown_affiliate'],
    ['nobody?to=//evil.example', 'unknown_affiliate'],
    ['', 'unknown_affiliate'],
    ['%00', 'unknown_affiliate'],
    ['%ff', 'unknown_affiliate'],
    ['%E0%A4%A', 'unknown_affiliate'],
    ['x'.repeat(3000), 'unknown_affiliate'],
    ['linked/products/widget', 'unknown_affiliate'],
    ['__proto__', 'unknown_affiliate'],
  ])('/r/%s: nothing is recorded', async (address, problem) => {
    const { statusCode, headers } = await recordingNothing(() => follow(address, { accept: 'text/html' }));
    expect({ statusCode, location: headers.location }).toEqual({ statusCode: 302, location: `${SHOP}/` });
    expect(headers).toMatchObject({ 'x-hub-link': problem, 'cache-control': 'no-store' });
  });

  test.each([
    ['linked?to=//evil.example', 'target_not_allowed'],
    ['linked?to=%2F%2Fevil.example', 'target_not_allowed'],
    ['linked?to=/%5Cevil.example', 'target_not_allowed'],
    ['linked?to=%2F%252Fevil.example', 'target_not_allowed'],
    ['linked?to=https://evil.example/', 'target_not_allowed'],
    ['linked?to=javascript:alert(1)', 'target_not_allowed'],
    ['linked?to=/a%0D%0ASet-Cookie:%20x=1', 'target_not_allowed'],
    [`linked?to=/${'x'.repeat(3000)}`, 'target_not_allowed'],
    ['linked?to=/a&to=/b', 'target_repeated'],
  ])('/r/%s: the affiliate sent the visitor all the same', async (address, problem) => {
    const { href, token, headers } = await targetOf(`${address}&utm_source=news`);
    expect(href).toBe(`${SHOP}/?utm_source=news`);
    expect(headers['x-hub-link']).toBe(problem);
    expect(hub.deps.services.clickTokens.verify(token, new Date())?.affiliateId).toBe(affiliate.id);
    await expect.poll(lastClick).toMatchObject({ landing_page: `${SHOP}/?utm_source=news` });
  });

  test('an archived affiliate', async () => {
    const left = await newAffiliate(hub, 'left');
    const change = { method: 'PATCH', url: `/api/affiliates/${left.id}`, headers: asSecret } as const;
    expect((await call(hub, { ...change, body: { status: 'archived' } })).status).toBe(200);
    const { headers } = await recordingNothing(() => follow('left'));
    expect(headers).toMatchObject({ location: `${SHOP}/`, 'x-hub-link': 'unknown_affiliate' });
  });

  test('a storefront without an origin has only a page to show', async () => {
    await hub.deps.db.execute(sql`INSERT INTO storefronts (slug, name) VALUES ('bare', 'Bare')`);
    const body = { handle: 'of-bare', name: 'Of bare', storefront: 'bare' };
    expect((await call(hub, { method: 'POST', url: '/api/affiliates', body })).status).toBe(201);
    const answer = await recordingNothing(() => follow('of-bare?to=/x', { accept: 'text/html' }));
    expect(answer.statusCode).toBe(404);
    expect(answer.headers).toMatchObject({ 'x-hub-link': 'no_origin', 'cache-control': 'no-store' });
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body).toContain('This link is not valid');
    // Which works at once, not only when the hub has forgotten what it knew.
    await storefronts().allowOrigin('bare', 'https://bare.example', COMMAND_LINE);
    expect((await targetOf('of-bare?to=/x')).href).toBe('https://bare.example/x');
  });
});

describe('a link is read as it was meant', () => {
  test.each([
    'linked/?to=/sale',
    'linked//?to=/sale',
    'linked.?to=/sale',
    'linked)?to=/sale',
    'linked,?to=/sale',
    'linked%20?to=/sale',
    '%20linked?to=/sale',
    'linked%E2%80%8B?to=/sale',
    'linked%C2%A0?to=/sale',
    'linked%E2%80%9D?to=/sale',
    '%22linked%22?to=/sale',
    'linked%3Fto=/sale',
    'linked&to=/sale',
    'linked?to=/sale&to=/sale',
  ])('/r/%s leads to the sale', async (address) => {
    const { href, headers } = await targetOf(address);
    expect({ href, problem: headers['x-hub-link'] }).toEqual({ href: `${SHOP}/sale`, problem: undefined });
  });

  test.each([
    ['linked?a=1&amp;to=/sale', '/sale?a=1'],
    ['linked?a=1&amp;amp;to=/sale', '/sale?a=1'],
    ['linked?a=1&amp%3Bto=/sale', '/sale?a=1'],
    ['linked?a=1&AMP;to=/sale&amp;b=2', '/sale?a=1&b=2'],
    ['linked?a=1?to=/sale', '/sale?a=1'],
    ['linked?to=/search?q=to&amp;x=1', '/search?q=to&x=1'],
    ['linked?to=/search?to=1', '/search?to=1'],
  ])('/r/%s leads to %s', async (address, path) => {
    expect((await targetOf(address)).href).toBe(SHOP + path);
  });

  test('a long sub id is cut, without half a character, and costs no click', async () => {
    await targetOf(`linked?s=${'s'.repeat(256)}`);
    await expect.poll(async () => (await lastClick())?.sub_id).toBe('s'.repeat(255));
    await targetOf(`linked?s=${'s'.repeat(254)}${encodeURIComponent('😀')}`);
    await expect.poll(async () => (await lastClick())?.sub_id).toBe(`${'s'.repeat(254)}\ufffd`);
    await targetOf('linked?s=a%00b');
    await expect.poll(async () => (await lastClick())?.sub_id).toBe('ab');
  });
});

test('without any origin an unknown link has only a page to show, also for HEAD', async () => {
  const bare = await startTestHub();
  try {
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await bare.app.inject({ method, url: '/r/nobody', headers: asVisitor });
      expect(answer.statusCode).toBe(404);
      expect(answer.headers).toMatchObject({ 'x-hub-link': 'unknown_affiliate' });
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    }
    // The first origin, of whatever storefront, is everybody's home.
    await bare.deps.db.execute(
      sql`INSERT INTO storefronts (slug, name, allowed_origins) VALUES ('second', 'Second', '{https://second.example}')`,
    );
    const sent = await bare.app.inject({ method: 'GET', url: '/r/nobody', headers: asVisitor });
    expect(sent.headers.location).toBe('https://second.example/');
  } finally {
    await bare.stop();
  }
});

describe('origins of a storefront', () => {
  test('are a matter of the command line', async () => {
    const run = async (typed: string) => {
      const found = findCommand(`storefronts ${typed}`.split(' '));
      if (found === null || !('run' in found.command)) return;
      return (await found.command.run(commandContext(hub, { args: found.args }))).lines;
    };
    const before = await run('list');
    expect(before).toContain(`1\tdefault\tUSD\t${SHOP} https://outlet.example:8443\tDefault storefront`);
    expect((await run('allow-origin default https://cli.example'))?.join()).toContain('https://cli.example');
    expect(await run('list')).not.toEqual(before);
    await run('disallow-origin default https://cli.example');
    expect(await run('list')).toEqual(before);
    for (const wrong of ['allow-origin', 'allow-origin default', 'disallow-origin a https://b.example c']) {
      await expect(run(wrong), wrong).rejects.toThrow('give a storefront and an origin');
    }
    await expect(run('allow-origin nobody https://x.example')).rejects.toThrow('there is no storefront');
  });

  test.each([
    'shop.example',
    'https://shop.example/path',
    'https://a@shop.example',
    'ftp://shop.example',
    'https://',
    'null',
    '*',
  ])('%s is none', async (origin) => {
    await expect(storefronts().allowOrigin('default', origin, COMMAND_LINE)).rejects.toMatchObject({
      code: 'bad_request',
    });
  });

  test('are kept as browsers write them, once, and can be taken back', async () => {
    await storefronts().allowOrigin('default', 'HTTPS://New.Example:443/', COMMAND_LINE);
    const { allowedOrigins } = await storefronts().allowOrigin(
      'default',
      'https://new.example',
      COMMAND_LINE,
    );
    expect(allowedOrigins).toEqual([SHOP, 'https://outlet.example:8443', 'https://new.example']);
    await storefronts().disallowOrigin('default', 'https://new.example', COMMAND_LINE);
    const [row] = (await storefronts().list(COMMAND_LINE)).items;
    expect(row?.allowedOrigins).toEqual([SHOP, 'https://outlet.example:8443']);
    await expect(storefronts().allowOrigin('nobody', SHOP, COMMAND_LINE)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

test('visitors behind an address that is too busy are sent on unrecorded, never refused', async () => {
  const visit = () =>
    hub.app.inject({
      method: 'GET',
      url: '/r/linked?to=/busy',
      headers: asVisitor,
      remoteAddress: '198.51.100.99',
    });
  const preview = { ...asVisitor, 'sec-purpose': 'prefetch' };
  for (let sent = 0; sent < 1200; sent++) {
    await hub.app.inject({
      method: 'GET',
      url: '/r/linked',
      headers: preview,
      remoteAddress: '198.51.100.99',
    });
  }
  const answer = await recordingNothing(visit);
  expect(answer.statusCode).toBe(302);
  expect(answer.headers.location).toBe(`${SHOP}/busy`);
});
