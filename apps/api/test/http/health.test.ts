import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { registerHealth } from '../../src/http/health.ts';
import { restEntries, restRoute } from '../support/contract-entries.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const get = (url: string, headers: Record<string, string> = {}) =>
  hub.app.inject({ method: 'GET', url, headers });

test('/livez asks nothing, /readyz asks database and migrations', async () => {
  expect((await get('/livez')).json()).toEqual({ status: 'ok' });
  const ready = await get('/readyz');
  expect(ready.statusCode).toBe(200);
  expect(ready.json()).toEqual({
    status: 'ready',
    checks: { database: 'ok', migrations: 'ok', scans: 'ok', channels: 'ok', disk: 'ok' },
  });
});

test('a machine with much else to do has the time to register all routes', () => {
  expect(hub.app.initialConfig.pluginTimeout).toBeGreaterThanOrEqual(60_000);
});

describe('/readyz asked by many', () => {
  const KEEP_MILLISECONDS = 80;
  let answer: (problem: string | null) => void;
  let asked: number;
  const appWith = (isStopping = () => false) => {
    asked = 0;
    const app = Fastify();
    const database = () => {
      asked++;
      return new Promise<string | null>((resolve) => {
        answer = resolve;
      });
    };
    registerHealth(app, {
      isStopping,
      checks: { database },
      warnings: {},
      keepMilliseconds: KEEP_MILLISECONDS,
    });
    return app;
  };
  const ask = (app: FastifyInstance) => app.inject({ method: 'GET', url: '/readyz' });

  test('asks the database once for all of them, and again after a while', async () => {
    const app = appWith();
    const flood = Promise.all(Array.from({ length: 500 }, () => ask(app)));
    await vi.waitFor(() => expect(asked).toBe(1), 30_000);
    answer('read-only');
    expect(new Set((await flood).map(({ statusCode }) => statusCode))).toEqual(new Set([503]));
    expect((await ask(app)).json().checks).toEqual({ database: 'read-only' });
    expect(asked).toBe(1);

    await vi.waitFor(() => {
      void ask(app);
      expect(asked).toBe(2);
    }, 30_000);
    answer(null);
    await vi.waitFor(async () => expect((await ask(app)).statusCode).toBe(200), 30_000);
    expect(asked).toBe(2);
    await app.close();
  });

  test('a stop is told at once, whatever was true a moment ago', async () => {
    let isStopping = false;
    const app = appWith(() => isStopping);
    const first = ask(app);
    await vi.waitFor(() => expect(asked).toBe(1), 30_000);
    answer(null);
    expect((await first).statusCode).toBe(200);
    isStopping = true;
    expect((await ask(app)).json()).toEqual({ status: 'stopping' });
    await app.close();
  });
});

test('a worker is ready only while scans happen', async () => {
  const worker = await startTestHub({ works: true, env: { ROLE: 'worker' } });
  try {
    const ready = await worker.app.inject({ method: 'GET', url: '/readyz' });
    expect(ready.json().checks).toEqual({
      database: 'ok',
      migrations: 'ok',
      scans: 'ok',
      channels: 'ok',
      disk: 'ok',
    });
  } finally {
    await worker.stop();
  }
});

test('without its database the hub lives, is not ready, and says 503 with a time to wait', async () => {
  const lonely = await startTestHub();
  await lonely.deps.close();
  try {
    expect((await lonely.app.inject({ method: 'GET', url: '/livez' })).statusCode).toBe(200);
    const ready = await lonely.app.inject({ method: 'GET', url: '/readyz' });
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({ status: 'not ready', checks: { database: 'not available' } });
  } finally {
    await lonely.app.close();
    await lonely.deps.jobs.stop();
  }
});

test('/metrics speaks Prometheus and labels routes by pattern', async () => {
  await call(hub, { method: 'PUT', url: '/api/inventory/products/NOBODY', body: { stock: 1 } });
  const { statusCode, headers, body } = await get('/metrics');
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toMatch(/^text\/plain/);
  for (const name of ['hub_deliveries', 'hub_request_duration_seconds', 'process_cpu_seconds_total']) {
    expect(body).toContain(`# TYPE ${name}`);
  }
  expect(body).toContain('route="/api/inventory/products/:sku"');
  expect(body).not.toContain('NOBODY');
});

describe('/openapi.json', () => {
  interface Operation {
    operationId: string;
    parameters: { name: string; in: string; required: boolean; schema: object }[];
    requestBody?: { content: Record<string, { schema: { properties: object } }> };
    responses: Record<string, { content: Record<string, { schema: { type: string } }> }>;
  }
  interface Document {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
  }
  let document: Document;
  beforeAll(async () => {
    document = (await get('/openapi.json')).json();
  });

  test.each(restEntries)('has $path with its parameters, body and answer', (target) => {
    const { method, path } = restRoute(target);
    const template = path.replace(/:(\w+)/g, '{$1}');
    const operation = document.paths[template]?.[method.toLowerCase()];
    if (operation === undefined) throw new Error(`no ${method} ${template}`);
    expect(operation.operationId).toBe(target.path);
    const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(template.match(/\{\w+\}/g) ?? []);
    expect(inPath.every(({ required, schema }) => required && schema !== undefined)).toBe(true);
    const { shape } = target.entry.input as unknown as { shape: Record<string, unknown> };
    const described = [
      ...operation.parameters.filter((parameter) => parameter.in !== 'header').map(({ name }) => name),
      ...Object.keys(operation.requestBody?.content['application/json']?.schema.properties ?? {}),
    ];
    expect(described.sort()).toEqual(Object.keys(shape).sort());
    // What proxies and client libraries retry by; the field says the same.
    const headers = operation.parameters.filter((parameter) => parameter.in === 'header');
    expect(headers.map(({ name }) => name)).toEqual('idempotencyKey' in shape ? ['Idempotency-Key'] : []);
    const success = operation.responses[target.entry.rest?.status ?? 200]?.content['application/json'];
    expect(success?.schema.type).toBe(target.entry.rest?.project === undefined ? 'object' : 'array');
  });

  test('has nothing else, and every operation id once', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const others = ['/r/{handle}', '/px.gif', '/api/payouts/batches/{id}/file', '/api/payouts/paypal/events'];
    expect(operations).toHaveLength(restEntries.length + others.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(document.openapi).toBe('3.1.0');
  });

  test('its references lead somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, ref]) => ref ?? '',
    );
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      expect(reference).toMatch(/^#\//);
      const found = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(found, reference).toBeDefined();
    }
  });
});

test('/docs is a page', async () => {
  const { statusCode, headers } = await get('/docs');
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toMatch(/^text\/html/);
});

test.each(['/api/nothing', '/api', '/api/auth/nothing', '/trpc/admin/ops.nothing', '/livez/x'])(
  '%s is 404 in JSON, also for a browser',
  async (url) => {
    const { statusCode, headers, body } = await get(url, { accept: 'text/html,*/*' });
    expect(statusCode).toBe(404);
    expect(headers['content-type'] ?? 'application/json').toMatch(/^application\/json/);
    expect(body).not.toContain('<html');
  },
);

describe('other origins', () => {
  const ORIGIN = 'https://shop.example';
  const preflight = (url: string) =>
    hub.app.inject({
      method: 'OPTIONS',
      url,
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
    });

  test.each([
    '/api/affiliates/track/click',
    '/api/affiliates/track/conversion',
    '/trpc/tracking/tracking.recordClick',
  ])('may call %s, without credentials', async (url) => {
    const answer = await preflight(url);
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(answer.headers['access-control-allow-headers']).toContain('authorization');
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    // A refusal must be readable, too.
    const refused = await hub.app.inject({ method: 'POST', url, headers: { origin: ORIGIN }, payload: {} });
    expect(refused.statusCode).toBe(400);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
  });

  test.each([
    ['traceparent, sentry-trace, baggage', ['traceparent', 'sentry-trace', 'baggage']],
    ['x-datadog-origin,x-datadog-parent-id,x-datadog-sampling-priority', ['x-datadog-parent-id']],
    ['Content-Type,X-B3-TraceId,newrelic,uber-trace-id', ['x-b3-traceid', 'newrelic', 'uber-trace-id']],
    ['', []],
  ])('may send headers of their own to tracking: %s', async (asked, expected) => {
    const { headers } = await hub.app.inject({
      method: 'OPTIONS',
      url: '/api/affiliates/track/click',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': asked,
      },
    });
    const allowed = String(headers['access-control-allow-headers']).split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'x-publishable-key', ...expected]),
    );
    expect(headers.vary).toBe('access-control-request-headers');
  });

  test.each([
    'cookie, traceparent',
    'Cookie',
    'proxy-authorization',
    'a b, traceparent',
    'x\u00e9',
    Array.from({ length: 500 }, (_, index) => `x-${index}`).join(),
  ])('may not send %s', async (asked) => {
    const { headers } = await hub.app.inject({
      method: 'OPTIONS',
      url: '/api/affiliates/track/click',
      headers: { origin: ORIGIN, 'access-control-request-headers': asked },
    });
    expect(String(headers['access-control-allow-headers'])).toMatch(
      /^authorization, content-type, x-publishable-key(?:, traceparent)?$/,
    );
  });

  test.each([
    '/api/affiliates',
    '/api/inventory/products',
    '/api/ops/overview',
    '/trpc/admin/ops.getOverview',
    '/api/auth/sign-in/email',
    '/api/affiliates/conversions/1/approve',
  ])('may not read %s', async (url) => {
    expect((await preflight(url)).headers).not.toHaveProperty('access-control-allow-origin');
    const answer = await get(url, { ...asSecret, origin: ORIGIN });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });
});

test('answers carry the headers that browsers are told by', async () => {
  const { headers } = await get('/livez');
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers).not.toHaveProperty('x-powered-by');
});
