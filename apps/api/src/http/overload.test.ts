import Fastify from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { registerErrors } from './errors.ts';
import { shedOverload } from './overload.ts';

const app = Fastify();
afterEach(() => app.close());

test('a process that is too busy says when to try again, but sends visitors on and tells how it is', async () => {
  registerErrors(app);
  await shedOverload(app, { maxEventLoopDelayMilliseconds: 0.001 });
  for (const url of ['/readyz', '/r/x', '/api/affiliates']) app.get(url, async () => 'served');
  const busy = setInterval(() => {
    const until = performance.now() + 30;
    while (performance.now() < until);
  }, 5);
  try {
    await expect
      .poll(async () => (await app.inject('/api/affiliates')).statusCode, { timeout: 10_000 })
      .toBe(503);
    const refused = await app.inject('/api/affiliates');
    expect(refused.headers['retry-after']).toBe('2');
    expect(refused.json().error.code).toBe('unavailable');
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    expect((await app.inject('/r/x')).statusCode).toBe(200);
  } finally {
    clearInterval(busy);
  }
});
