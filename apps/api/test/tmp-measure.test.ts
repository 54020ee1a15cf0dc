import { mkdtemp } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@dreamteamhub/db/test';
import { test, vi } from 'vitest';
import { startFaultProxy } from './fault-proxy.ts';
import { BROWSER, startTestHub } from './hub-fixture.ts';
import { newAffiliate } from './shop.ts';

test('measure', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-measure-'));
  const database = await createTestDatabase();
  const proxy = await startFaultProxy(database.url);
  const hub = await startTestHub({ databaseUrl: proxy.url, env: { DATA_DIR: dataDir, TRUST_PROXY: '1' } });
  await hub.deps.services.storefronts.allowOrigin('default', 'https://shop.example');
  await newAffiliate(hub, 'linked');
  await hub.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = hub.app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const once = () =>
    new Promise<number>((resolve, reject) => {
      const at = performance.now();
      request(
        {
          port,
          agent,
          path: '/r/linked?to=/x',
          headers: { 'user-agent': BROWSER, 'x-forwarded-for': `203.0.${Math.floor(Math.random() * 250)}.1` },
        },
        (res) => {
          if (res.statusCode !== 302) reject(new Error(String(res.statusCode)));
          res.resume();
          res.on('end', () => resolve(performance.now() - at));
        },
      )
        .on('error', reject)
        .end();
    });
  const measure = async (name: string, concurrency: number, total = 200) => {
    const times: number[] = [];
    let left = total;
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (left-- > 0) times.push(await once());
      }),
    );
    times.sort((a, b) => a - b);
    const q = (p: number) => times[Math.min(times.length - 1, Math.floor(p * times.length))]?.toFixed(1);
    console.info(`${name} c=${concurrency}: p50 ${q(0.5)} p95 ${q(0.95)} p99 ${q(0.99)} max ${q(1)}`);
  };
  await measure('warm-up', 10, 300);
  for (const c of [1, 20, 200]) await measure('normal', c);
  for (const c of [1, 20, 200]) {
    const blocker = await database.pool.connect();
    await blocker.query('BEGIN; LOCK TABLE aff_clicks IN ACCESS EXCLUSIVE MODE');
    await measure('locked', c, c === 1 ? 50 : 200);
    await blocker.query('COMMIT');
    blocker.release();
    await vi.waitUntil(() => hub.deps.clickSpool.pending === 0, { timeout: 30000 });
  }
  for (const c of [20, 200]) {
    proxy.cut();
    await measure('cut', c);
    proxy.restore();
    await vi.waitUntil(() => hub.deps.clickSpool.pending === 0, { timeout: 30000 });
  }
  for (const c of [20, 200]) {
    proxy.stall();
    await measure('stalled', c);
    proxy.restore();
    await vi.waitUntil(() => hub.deps.clickSpool.pending === 0, { timeout: 30000 });
  }
  const { rows } = await database.pool.query(
    'SELECT count(*) n, count(distinct event_id) d FROM aff_event_ids',
  );
  console.info(rows, 'lost', await hub.deps.metrics.spoolLost.get().then((m) => m.values));
  agent.destroy();
  await hub.stop();
  await proxy.close();
  await database.drop();
}, 180000);
