import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type HostileRequest, hostileRequests } from '@dreamteamhub/harness/hostile-requests.ts';
import { waysInto } from '@dreamteamhub/harness/hostile-ways.ts';
import { admin, tracking } from '@dreamteamhub/sdk/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newAddress } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { newAffiliate } from '../support/shop.ts';

/**
 * Of this thread, which also sends them. Generous, for a busy machine: what costs too much costs seconds. `npm run bench
 * -- hostile` has the figures.
 */
const MOST_MILLISECONDS = 250;
const TRIES = 4;

let hub: TestHub;
let port: number;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
beforeAll(async () => {
  hub = await startTestHub({ env: { TRUST_PROXY: 'loopback' }, limitsClock: () => performance.now() });
  await newAffiliate(hub, 'partner-1');
  port = Number(new URL(await hub.app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(async () => {
  agent.destroy();
  await hub.stop();
});

/** Returns the status; 0 when the connection was closed instead of an answer. */
function send({ method, url: path, headers, body }: HostileRequest): Promise<number> {
  return new Promise((resolve) => {
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path,
      method,
      agent,
      headers: {
        'x-forwarded-for': newAddress(),
        ...headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    });
    outgoing.on('error', () => resolve(0));
    outgoing.on('response', (response) => {
      response.resume().on('close', () => resolve(response.statusCode ?? 0));
    });
    outgoing.end(body);
  });
}

async function costOf(hostile: HostileRequest): Promise<{ status: number; milliseconds: number }> {
  const before = performance.eventLoopUtilization();
  const status = await send(hostile);
  return { status, milliseconds: performance.eventLoopUtilization(before).active };
}

const ways = waysInto({ tracking, admin });

describe.each(ways.map((way) => [`${way.method} ${way.path.slice(0, 60)}`, way] as const))(
  '%s',
  (_name, way) => {
    test('whatever a stranger sends is answered, by no mistake of the hub, and at no great cost', async () => {
      for (const hostile of hostileRequests([way])) {
        let cost = await costOf(hostile);
        // What a garbage collection or another process adds is not the request's.
        for (let attempt = 1; attempt < TRIES && cost.milliseconds > MOST_MILLISECONDS; attempt++) {
          cost = await costOf(hostile);
        }
        expect(cost.status, hostile.name).not.toBe(500);
        expect(cost.milliseconds, hostile.name).toBeLessThan(MOST_MILLISECONDS);
      }
      expect((await hub.app.inject('/livez')).statusCode).toBe(200);
    });
  },
);
