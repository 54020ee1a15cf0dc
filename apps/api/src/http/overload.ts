import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../platform/app-error.ts';

/** A request that waits a second before it is handled is better sent elsewhere. */
const MAX_EVENT_LOOP_DELAY_MILLISECONDS = 1_000;

/**
 * A start keeps a slow machine busy: the library then has seconds without a sample, which it counts as an endless delay.
 * So nothing is refused for this long after it; a process that is too busy later is too busy.
 */
const START_MILLISECONDS = 5_000;

/** Health and metrics must answer even under overload, and a visitor is always sent on to the shop. */
const ALWAYS_ANSWERED = /^\/(?:(?:livez|readyz|metrics)(?:\?|$)|r\/)/;

/** Refuses requests with 503 and `Retry-After` while the process is so busy that it would answer them too late. */
export async function shedOverload(
  app: FastifyInstance,
  {
    maxEventLoopDelayMilliseconds = MAX_EVENT_LOOP_DELAY_MILLISECONDS,
    startMilliseconds = START_MILLISECONDS,
  } = {},
): Promise<void> {
  let judgesFrom = 0;
  app.addHook('onListen', (done) => {
    judgesFrom = performance.now() + startMilliseconds;
    done();
  });
  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMilliseconds,
    sampleInterval: 1_000,
    // Only an asynchronous handler may throw here.
    async pressureHandler(request) {
      if (performance.now() < judgesFrom || ALWAYS_ANSWERED.test(request.url)) return;
      throw new AppError('unavailable', 'the hub is too busy; nothing was stored, try again');
    },
  });
}
