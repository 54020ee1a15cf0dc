import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorAnswers, registerErrors } from './errors.ts';
import { shedOverload } from './overload.ts';

let app: FastifyInstance;
let busy: NodeJS.Timeout;
beforeEach(() => {
  app = Fastify();
  busy = setInterval(() => {
    const until = performance.now() + 30;
    while (performance.now() < until);
  }, 5);
});
afterEach(async () => {
  clearInterval(busy);
  await app.close();
});

test('a process that is too busy says when to try again, but sends visitors on and tells how it is', async () => {
  registerErrors(app, errorAnswers(app.log));
  await shedOverload(app, { maxEventLoopDelayMilliseconds: 0.001 });
  for (const url of ['/readyz', '/r/x', '/api/affiliates']) app.get(url, async () => 'served');
  await expect
    .poll(async () => (await app.inject('/api/affiliates')).statusCode, { timeout: 10_000 })
    .toBe(503);
  const refused = await app.inject('/api/affiliates');
  expect(refused.headers['retry-after']).toBe('2');
  expect(refused.json().error.code).toBe('unavailable');
  expect((await app.inject('/readyz')).statusCode).toBe(200);
  expect((await app.inject('/r/x')).statusCode).toBe(200);
});

test('a start that kept the machine busy refuses nobody', async () => {
  registerErrors(app, errorAnswers(app.log));
  await shedOverload(app, { maxEventLoopDelayMilliseconds: 0.001, startMilliseconds: 3_000 });
  app.get('/api/affiliates', async () => 'served');
  await app.ready();
  // As loading the rest of the hub: not one turn of the event loop.
  const until = performance.now() + 2_500;
  while (performance.now() < until);
  await app.listen({ port: 0 });
  const listeningAt = performance.now();
  let served = 0;
  for (;;) {
    const { statusCode } = await app.inject('/api/affiliates');
    if (statusCode === 503) break;
    expect(statusCode).toBe(200);
    served++;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(served).toBeGreaterThan(0);
  expect(performance.now() - listeningAt).toBeGreaterThanOrEqual(3_000);
});
