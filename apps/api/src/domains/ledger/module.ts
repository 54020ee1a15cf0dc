import type { Platform } from '../../platform/platform.ts';
import { ledgerRouter } from './router.ts';

/** What is owed to affiliates, as transfers between accounts. */
export function createLedger(_platform: Platform) {
  return { services: {}, admin: ledgerRouter() };
}
