import autocannon from 'autocannon';
import type { LoadResult, RequestArguments } from '../load.ts';
import { requestMaker } from './requests.ts';

/**
 * Sends what wrk has no script for, and clicks where there is no wrk. It takes several times wrk's share of the machine.
 */
const { url, key, requests, connections, seconds, amount } = JSON.parse(
  process.argv[2] ?? '',
) as RequestArguments;

const nextRequest = requestMaker(requests, key);
/** Autocannon's own histogram counts whole milliseconds, which is as long as an answer takes. */
const latencies: number[] = [];
const startedAt = performance.now();
let answeredAt = startedAt;

const result = await autocannon({
  url,
  connections,
  ...(amount === undefined ? { duration: seconds } : { amount }),
  timeout: 10,
  setupClient: (client) => {
    client.on('response', (_status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      answeredAt = performance.now();
    });
  },
  requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, ...nextRequest() }) }],
});
latencies.sort((a, b) => a - b);
const percentile = (share: number) => latencies[Math.ceil(latencies.length * share) - 1] ?? Number.NaN;

const answer: LoadResult = {
  acknowledged: result['2xx'],
  failed: result.non2xx + result.errors,
  // Autocannon's own duration goes on until its next tick, long after the last answer of a given amount.
  seconds: amount === undefined ? result.duration : (answeredAt - startedAt) / 1_000,
  p50Ms: percentile(0.5),
  p99Ms: percentile(0.99),
};
console.log(`\n${JSON.stringify(answer)}`);
