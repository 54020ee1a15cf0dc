import { Agent, type RequestOptions, request } from 'node:http';
import type { LoadArguments, LoadResult } from '../load.ts';
import { clickBody, clickHeaders } from './click.ts';

/**
 * Sends at a constant rate whether or not answers come, and takes each latency from the moment at which the click was
 * due: a server that stalls is charged for everybody who would have waited. (autocannon's own rate option sends a
 * second's requests in one burst.)
 */
const { url, key, affiliates, connections, seconds, perSecond } = JSON.parse(
  process.argv[2] ?? '',
) as LoadArguments & { perSecond: number };

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const options: RequestOptions = { method: 'POST', agent };
const total = Math.round(perSecond * seconds);
const latencies: number[] = [];
let failed = 0;

/** Resolves when the click is answered, whatever the answer. */
function send(dueAt: number): Promise<void> {
  return new Promise((resolve) => {
    const body = clickBody(affiliates);
    const headers = { ...clickHeaders(key), 'content-length': Buffer.byteLength(body) };
    const fail = () => {
      failed += 1;
      resolve();
    };
    request(url, { ...options, headers }, (response) => {
      response.resume().on('error', fail);
      response.on('end', () => {
        if (response.statusCode !== 200) return fail();
        latencies.push(performance.now() - dueAt);
        resolve();
      });
    })
      .on('error', fail)
      .end(body);
  });
}

const startedAt = performance.now();
const sent: Promise<void>[] = [];
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    while (sent.length < due) sent.push(send(startedAt + (sent.length / perSecond) * 1000));
    if (sent.length < total) return;
    clearInterval(timer);
    resolve();
  }, 1);
});
await Promise.all(sent);
agent.destroy();

latencies.sort((a, b) => a - b);
const percentile = (share: number) => latencies[Math.ceil(latencies.length * share) - 1] ?? Number.NaN;
const answer: LoadResult = {
  acknowledged: latencies.length,
  failed,
  seconds: (performance.now() - startedAt) / 1000,
  p50Ms: percentile(0.5),
  p99Ms: percentile(0.99),
};
console.log(`\n${JSON.stringify(answer)}`);
