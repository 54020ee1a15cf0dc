import autocannon from 'autocannon';
import type { LoadResult, RequestArguments } from '../load.ts';
import { requestMaker } from './requests.ts';

/**
 * Sends what wrk has no script for, and clicks where there is no wrk. It takes several times wrk's share of the machine.
 */
const { url, key, requests, connections, seconds } = JSON.parse(process.argv[2] ?? '') as RequestArguments;

const nextRequest = requestMaker(requests, key);
/** Autocannon's own histogram counts whole milliseconds, which is as long as an answer takes. */
const latencies: number[] = [];

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  timeout: 10,
  setupClient: (client) => {
    client.on('response', (_status, _bytes, milliseconds) => latencies.push(milliseconds));
  },
  requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, ...nextRequest() }) }],
});
latencies.sort((a, b) => a - b);
const percentile = (share: number) => latencies[Math.ceil(latencies.length * share) - 1] ?? Number.NaN;

const answer: LoadResult = {
  acknowledged: result['2xx'],
  failed: result.non2xx + result.errors,
  seconds: result.duration,
  p50Ms: percentile(0.5),
  p99Ms: percentile(0.99),
};
console.log(`\n${JSON.stringify(answer)}`);
