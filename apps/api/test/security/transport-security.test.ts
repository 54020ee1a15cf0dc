import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor } from '../support/shop.ts';

describe.each([
  ['https://hub.example', 'max-age=31536000; includeSubDomains'],
  ['http://hub.example', undefined],
])('a hub at %s', (PUBLIC_URL, expected) => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ env: { PUBLIC_URL, METRICS_TOKEN: 'a-token-of-twenty-letters' } });
  });
  afterAll(() => hub.stop());

  const paths = ['/px.gif?p=x', '/r/nobody', '/sdk/pixel.js', '/sdk/pixel.debug.js', '/sdk/pixel.json'];
  test.each([...paths, '/api/affiliates', '/trpc/admin/nothing.here', '/livez', '/no/such/page'])(
    'says at %s whether browsers must come by TLS',
    async (url) => {
      const { headers } = await hub.app.inject({ method: 'GET', url, headers: asVisitor });
      expect(headers['strict-transport-security']).toBe(expected);
    },
  );

  test('gives its metrics to whoever has the token', async () => {
    const status = async (authorization?: string) =>
      (
        await hub.app.inject({
          method: 'GET',
          url: '/metrics',
          headers: authorization === undefined ? {} : { authorization },
        })
      ).statusCode;
    expect(await status('Bearer a-token-of-twenty-letters')).toBe(200);
    for (const wrong of [
      undefined,
      'Bearer',
      'Bearer a-token-of-twenty-letter',
      'a-token-of-twenty-letters',
    ]) {
      expect(await status(wrong), String(wrong)).toBe(401);
    }
  });

  test('follows a link whatever a proxy says of a body that there is not', async () => {
    const { statusCode } = await hub.app.inject({
      method: 'GET',
      url: '/r/nobody',
      headers: { ...asVisitor, 'content-encoding': 'gzip' },
    });
    expect(statusCode).toBe(404);
  });
});
