import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCommand } from '../../src/cli/commands.ts';
import { eventIdTime } from '../../src/domains/tracking/event-id.ts';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
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
  const stored = `${SHOP}/?long=${tail}`.slice(0, 2048);
  await expect.poll(async () => (await lastClick())?.landing_page).toBe(stored);
});

describe('who only looks is told where the link leads, and not recorded', () => {
  test.each([
    ['HEAD', 'HEAD', {}],
    ['a prefetch', 'GET', { 'sec-purpose': 'prefetch' }],
    ['an older browser’s prefetch', 'GET', { purpose: 'prefetch' }],
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

describe('what leads nowhere is refused, and nothing is recorded', () => {
  test.each([
    ['nobody', 404, 'handle'],
    ['nobody?to=//evil.example', 404, 'handle'],
    ['-bad-', 400, 'handle'],
    ['%00', 400, 'handle'],
    ['linked?to=//evil.example', 400, 'to'],
    ['linked?to=%2F%2Fevil.example', 400, 'to'],
    ['linked?to=/%5Cevil.example', 400, 'to'],
    ['linked?to=%2F%252Fevil.example', 400, 'to'],
    ['linked?to=https://evil.example/', 400, 'to'],
    ['linked?to=javascript:alert(1)', 400, 'to'],
    ['linked?to=/a%0D%0ASet-Cookie:%20x=1', 400, 'to'],
    ['linked?to=/a&to=/b', 400, 'to'],
    [`linked?s=${'s'.repeat(256)}`, 400, 'subId'],
  ])('/r/%s', async (address, status, field) => {
    const answer = await recordingNothing(() => follow(address));
    expect(answer.statusCode).toBe(status);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json().error.message).toMatch(new RegExp(`^${field}: `));
  });

  test('an archived affiliate', async () => {
    const left = await newAffiliate(hub, 'left');
    const change = { method: 'PATCH', url: `/api/affiliates/${left.id}`, headers: asSecret } as const;
    expect((await call(hub, { ...change, body: { status: 'archived' } })).status).toBe(200);
    expect((await recordingNothing(() => follow('left'))).statusCode).toBe(404);
  });

  test('a storefront without an origin, which says how to give it one', async () => {
    await hub.deps.db.execute(sql`INSERT INTO storefronts (slug, name) VALUES ('bare', 'Bare')`);
    const body = { handle: 'of-bare', name: 'Of bare', storefront: 'bare' };
    expect((await call(hub, { method: 'POST', url: '/api/affiliates', body })).status).toBe(201);
    const answer = await recordingNothing(() => follow('of-bare?to=/x'));
    expect(answer.statusCode).toBe(409);
    expect(answer.json().error.message).toContain('storefronts allow-origin bare https://');
    // Which works at once, not only when the hub has forgotten what it knew.
    await storefronts().allowOrigin('bare', 'https://bare.example', COMMAND_LINE);
    expect((await targetOf('of-bare?to=/x')).href).toBe('https://bare.example/x');
  });
});

describe('origins of a storefront', () => {
  test('are a matter of the command line', async () => {
    const run = async (typed: string) => {
      const found = findCommand(`storefronts ${typed}`.split(' '));
      return (
        await found?.command.run({
          args: found.args,
          env: hub.deps.env,
          readSecrets: async () => hub.deps,
          db: hub.deps.db,
        })
      )?.lines;
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
