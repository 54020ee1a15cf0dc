import { serveClicks } from './click-route.ts';

/** The upper bound: Fastify and the validation, and nothing stored. */
let lastId = 0;
await serveClicks(() => {
  lastId += 1;
  return lastId;
});
