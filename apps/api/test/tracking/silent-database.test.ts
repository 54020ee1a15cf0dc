import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor, click, issueKey, newAffiliate } from '../support/shop.ts';

/** What waits longest are clicks that were sent to the database: 10 seconds. */
const PATIENCE = { timeout: 25_000 };

let database: TestDatabase;
let proxy: FaultProxy;
let hub: TestHub;
beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startFaultProxy(database.url);
  hub = await startTestHub({ databaseUrl: proxy.url });
});
afterEach(async () => {
  proxy.restore();
  await hub.stop();
  await proxy.close();
  await database.drop();
});

test(
  'whatever a click waits for of a database that is silent, it is told to come again',
  PATIENCE,
  async () => {
    const { pixelId } = await newAffiliate(hub, 'known');
    const unheardOf = await newAffiliate(hub, 'unheard-of');
    const { key } = await issueKey(hub, 'publishable');
    const withKey = { ...asVisitor, authorization: `Bearer ${key}` };
    expect(await click(hub, { pixelId, visitorId: 'anna' })).toMatchObject({ status: 200 });

    // A connection that is dead and does not know it, or a machine that stands still.
    proxy.stall();
    const waitFor = {
      affiliate: () => click(hub, { pixelId: unheardOf.pixelId, visitorId: 'anna' }),
      salt: () => click(hub, { pixelId }),
      key: () => click(hub, { pixelId, visitorId: 'anna' }, withKey),
      write: () => click(hub, { pixelId, visitorId: 'ben' }),
    };
    const answers = await Promise.all(Object.values(waitFor).map((send) => send()));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    for (const { headers } of answers) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    const ready = await hub.app.inject({ method: 'GET', url: '/readyz' });
    expect(ready.statusCode).toBe(503);
    expect(ready.json().checks.database).toMatch(/^(?:does not answer|not available)$/);

    proxy.restore();
    for (const send of Object.values(waitFor)) {
      await vi.waitFor(async () => expect((await send()).status).toBe(200), PATIENCE);
    }
  },
);
