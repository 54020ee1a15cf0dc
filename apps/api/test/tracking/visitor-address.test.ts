import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor, newAffiliate, query } from '../support/shop.ts';

/** One visitor has one address, however the proxy spells it. */

let byHops: TestHub;
let byList: TestHub;
beforeAll(async () => {
  byHops = await startTestHub({ env: { TRUST_PROXY: '1' } });
  byList = await startTestHub({ env: { TRUST_PROXY: '10.0.0.0/8, fd00::/8' } });
  for (const hub of [byHops, byList]) {
    await newAffiliate(hub, 'linked');
    await hub.deps.services.storefronts.allowOrigin('default', 'https://shop.example', COMMAND_LINE);
  }
});
afterAll(async () => {
  await byHops.stop();
  await byList.stop();
});

async function clickFrom(hub: TestHub, forwarded: string, remoteAddress = '10.0.0.1') {
  const answer = await hub.app.inject({
    method: 'POST',
    url: '/api/affiliates/track/click',
    headers: { ...asVisitor, 'x-forwarded-for': forwarded },
    payload: { handle: 'linked' },
    remoteAddress,
  });
  expect(answer.statusCode, answer.body).toBe(200);
  const [row] = await query<{ visitor_key: string; ip_address: string }>(
    hub,
    sql`SELECT visitor_key, ip_address FROM aff_clicks WHERE id = ${answer.json().clickId}`,
  );
  return { visitor: row?.visitor_key, network: row?.ip_address };
}

const spellings = [
  [
    'an IPv6 address',
    ['2001:db8::7', '2001:0db8:0:0:0:0:0:7', '[2001:db8::7]:4431', '2001:DB8::7'],
    '2001:db8::',
  ],
  ['an IPv4 address', ['203.0.113.9', '::ffff:203.0.113.9', '203.0.113.9:51820'], '203.0.113.0'],
] as const;

describe.each(spellings)('%s', (_kind, addresses, network) => {
  test('makes one visitor', async () => {
    for (const hub of [byHops, byList]) {
      const clicks = [];
      for (const address of addresses) clicks.push(await clickFrom(hub, address));
      expect(new Set(clicks.map(({ visitor }) => visitor)).size).toBe(1);
      expect(new Set(clicks.map(({ network }) => network))).toEqual(new Set([network]));
    }
  });

  test('is one caller for the limits', async () => {
    const left: number[] = [];
    for (const address of addresses) {
      const { headers } = await byHops.app.inject({
        method: 'GET',
        url: '/openapi.json',
        headers: { 'x-forwarded-for': address },
      });
      left.push(Number(headers['ratelimit-remaining']));
    }
    expect(left).toEqual(addresses.map((_, index) => (left[0] ?? 0) - index));
  });
});

test('a proxy in the list is one with a port, too', async () => {
  const plain = await clickFrom(byList, '198.51.100.20, 10.1.1.1', '::ffff:10.0.0.1');
  expect(await clickFrom(byList, '198.51.100.20:700, 10.1.1.1:4431')).toEqual(plain);
  expect(await clickFrom(byList, '198.51.100.20, [fd00::5]:4431')).toEqual(plain);
  // Before the first that is not listed, anybody may write what they like.
  expect((await clickFrom(byList, '198.51.100.20, 203.0.113.77:1')).network).toBe('203.0.113.0');
});

test('what a proxy does not know is the proxy’s own network', async () => {
  expect((await clickFrom(byHops, 'unknown')).network).toBe('10.0.0.0');
});

test('a visitor whom a server names is the same visitor', async () => {
  const named = async (visitorIp: string) => {
    const answer = await byHops.app.inject({
      method: 'POST',
      url: '/api/affiliates/track/click',
      headers: { authorization: `Bearer ${SECRET_KEY}` },
      payload: { handle: 'linked', visitorIp, visitorUserAgent: asVisitor['user-agent'] },
    });
    return answer.json().clickId;
  };
  const first = await named('2001:db8:5::1');
  expect(await named('2001:0db8:5:0:0:0:0:1')).toBe(first);
});
