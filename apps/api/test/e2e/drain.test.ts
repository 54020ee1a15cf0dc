import { setTimeout as sleep } from 'node:timers/promises';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';

const PATIENCE = { timeout: 30_000, interval: 50 };

let dataDir: DataDir;
let hub: Product;
beforeEach(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
});
afterEach(async () => {
  await hub.kill();
  await dataDir.remove();
});

const start = async (env: Record<string, string>) => {
  hub = await startProduct({ dataDir: dataDir.path, env: { SEED_SAMPLES: '0', ...env } });
};

async function ask(path: string) {
  const response = await fetch(hub.origin + path);
  return {
    status: response.status,
    body: await response.json(),
    connection: response.headers.get('connection'),
  };
}

describe.each(['1', '2'])('with %s processes that serve', (WEB_CONCURRENCY) => {
  test('SIGTERM: not ready, and everything else is served for the delay; then all end', async () => {
    await start({ WEB_CONCURRENCY, SHUTDOWN_DELAY_SECONDS: '8' });
    const startedAt = performance.now();
    const stopped = hub.stop();
    await vi.waitFor(
      async () => expect(await ask('/readyz')).toMatchObject({ status: 503, body: { status: 'stopping' } }),
      PATIENCE,
    );
    let served = 0;
    while (performance.now() - startedAt < 5_000) {
      // Both processes get some.
      for (const answer of await Promise.all([
        ask('/livez'),
        ask('/readyz'),
        ask('/api/affiliates'),
        ask('/api/affiliates'),
      ])) {
        expect(answer.connection).toBe('close');
      }
      expect((await ask('/api/affiliates')).body).toMatchObject({ error: { code: 'unauthorized' } });
      served++;
      await sleep(100);
    }
    expect(served).toBeGreaterThan(0);
    expect(await stopped).toBe(0);
    expect(performance.now() - startedAt).toBeGreaterThan(7_900);
    await expect(fetch(`${hub.origin}/livez`)).rejects.toThrow();
  });
});

test.each([['SIGINT'], ['SIGTERM', 'SIGTERM'], ['SIGTERM', 'SIGINT']] as const)(
  'after %s %s nobody waits for the delay',
  async (...signals) => {
    await start({ SHUTDOWN_DELAY_SECONDS: '300' });
    for (const signal of signals) {
      process.kill(hub.pid, signal);
      await vi.waitFor(() => expect(hub.output()).toContain('"msg":"stopping"'), PATIENCE);
    }
    await vi.waitFor(() => expect(hub.hasExited()).toBe(true), PATIENCE);
    expect(await hub.stop()).toBe(0);
  },
);
