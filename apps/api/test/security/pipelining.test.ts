import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
let port: number;
beforeAll(async () => {
  hub = await startTestHub();
  port = Number(new URL(await hub.app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(() => hub.stop());

/** Sends as many requests without waiting for an answer, and returns the answers until the connection ends. */
function pipeline(requests: number): Promise<number> {
  return new Promise((resolve) => {
    let answers = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (data) => {
      answers += data.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answers.match(/HTTP\/1\.1 \d/g)?.length ?? 0));
    const request = 'GET /livez HTTP/1.1\r\nhost: hub.example\r\n\r\n';
    const last = 'GET /livez HTTP/1.1\r\nhost: hub.example\r\nconnection: close\r\n\r\n';
    socket.write(`${request.repeat(requests - 1)}${last}`);
  });
}

test('a few requests that do not wait for each other are all answered, over and over', async () => {
  expect(await pipeline(50)).toBe(50);
});

test('a connection with thousands of requests that wait is ended, and costs little', async () => {
  const before = performance.eventLoopUtilization();
  expect(await pipeline(20_000)).toBeLessThan(1_000);
  expect(performance.eventLoopUtilization(before).active).toBeLessThan(1_000);
  expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
});
