import { clickBody, clickHeaders } from '@dreamteamhub/harness/click.ts';
import autocannon from 'autocannon';
import type { LoadArguments, LoadResult } from '../load.ts';

/** Where there is no wrk: the same clicks from a process of its own. It takes several times wrk's share of the machine. */
const { url, key, affiliates, connections, seconds } = JSON.parse(process.argv[2] ?? '') as LoadArguments;

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  timeout: 10,
  requests: [
    {
      method: 'POST',
      setupRequest: (request) => ({ ...request, headers: clickHeaders(key), body: clickBody(affiliates) }),
    },
  ],
});

const answer: LoadResult = {
  acknowledged: result['2xx'],
  failed: result.non2xx + result.errors,
  seconds: result.duration,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
};
console.log(`\n${JSON.stringify(answer)}`);
