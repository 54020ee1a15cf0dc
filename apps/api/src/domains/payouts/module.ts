import type { Platform } from '../../platform/platform.ts';
import { answerRouter } from './answer-router.ts';
import { batchRouter } from './batch-router.ts';
import { dueRouter } from './due-router.ts';
import { payeeRouter } from './payee-router.ts';
import { periodRouter } from './period-router.ts';

/** Payouts: who is paid, how much, by which way, and proof that it happened once. */
export function createPayouts(_platform: Platform) {
  const services = {};
  return {
    services,
    admin: { ...payeeRouter(), ...batchRouter(), ...dueRouter(), ...answerRouter(), ...periodRouter() },
  };
}

export type Payouts = ReturnType<typeof createPayouts>;
