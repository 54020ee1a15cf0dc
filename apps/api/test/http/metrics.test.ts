import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

async function scrape(from: TestHub): Promise<string[]> {
  const { statusCode, body } = await from.app.inject({ method: 'GET', url: '/metrics' });
  expect(statusCode).toBe(200);
  return body.split('\n');
}

test('every request is timed once, under the pattern of its route', async () => {
  for (const [method, url, status] of [
    ['GET', '/api/affiliates?limit=1', 200],
    ['GET', '/trpc/admin/ops.getOverview', 200],
    ['POST', '/api/affiliates/track/click', 400],
    ['HEAD', '/livez', 200],
    ['GET', '/livez', 200],
    ['GET', '/nobody/is/here', 404],
  ] as const) {
    const answer = await hub.app.inject({
      method,
      url,
      headers: { authorization: 'Bearer sk_only_for_tests_0123456789abcdef' },
      ...(method === 'POST' ? { payload: {} } : {}),
    });
    expect([url, answer.statusCode]).toEqual([url, status]);
  }
  const counts = (await scrape(hub)).filter((line) => line.startsWith('hub_request_duration_seconds_count'));
  expect(counts.sort()).toEqual(
    [
      'method="GET",route="/api/affiliates",status="200"',
      'method="GET",route="/trpc/admin/:path",status="200"',
      'method="POST",route="/api/affiliates/track/click",status="400"',
      'method="HEAD",route="/livez",status="200"',
      'method="GET",route="/livez",status="200"',
      'method="GET",route="unknown",status="404"',
    ]
      .map((labels) => `hub_request_duration_seconds_count{${labels}} 1`)
      .sort(),
  );
});

test('without the database everything is told that is not in it', async () => {
  const lonely = await startTestHub();
  expect(await scrape(lonely)).toContain('hub_deliveries{status="pending"} 0');
  await lonely.deps.close();
  try {
    await call(lonely, { method: 'GET', url: '/livez' });
    const lines = await scrape(lonely);
    expect(lines).toContain('hub_request_duration_seconds_count{method="GET",route="/livez",status="200"} 1');
    expect(lines.filter((line) => line.startsWith('hub_deliveries{'))).toEqual([]);
  } finally {
    await lonely.app.close();
    await lonely.deps.jobs.stop();
  }
});
