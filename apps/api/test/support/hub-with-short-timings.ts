import { runProcess } from '../../src/run-process.ts';

/** The hub's process as `main.ts` runs it, but it notices a dead worker within 15 seconds, and may have a PayPal of its own. */
await runProcess({
  payPalOrigin: process.env.TEST_PAYPAL_ORIGIN,
  jobTimings: {
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    atMost: { heartbeatSeconds: 10, pollingIntervalSeconds: 1, retryDelaySeconds: 1 },
  },
});
