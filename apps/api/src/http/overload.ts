import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../platform/app-error.ts';

/** Requests that wait a second before anybody looks at them are better sent elsewhere. */
const MAX_EVENT_LOOP_DELAY_MILLISECONDS = 1_000;

/** What tells how the hub is doing must answer also when it is not doing well; and a visitor is sent on to the shop whatever happens. */
const ALWAYS_ANSWERED = /^\/(?:(?:livez|readyz|metrics)(?:\?|$)|r\/)/;

/** Refuses requests with 503 and `Retry-After` while the process is so busy that it would answer them too late. */
export async function shedOverload(
  app: FastifyInstance,
  { maxEventLoopDelayMilliseconds = MAX_EVENT_LOOP_DELAY_MILLISECONDS } = {},
): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMilliseconds,
    sampleInterval: 1_000,
    // Only what is asynchronous may throw in there.
    async pressureHandler(request) {
      if (ALWAYS_ANSWERED.test(request.url)) return;
      throw new AppError('unavailable', 'the hub is too busy; nothing was stored, try again');
    },
  });
}
