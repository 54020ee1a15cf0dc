import { affiliates } from './affiliates.ts';
import { alerts } from './alerts.ts';
import { imports } from './imports.ts';
import { inventory } from './inventory.ts';
import { ops } from './ops.ts';

/** Everything behind `/trpc/admin`: operators and secret keys. */
export const admin = { affiliates, inventory, imports, alerts, ops } as const;

export {
  affiliate,
  affiliateStatus,
  conversion,
  conversionKind,
  conversionStatus,
} from './affiliates.ts';
export { delivery, deliveryStatus, episode, episodeStatus } from './alerts.ts';
export type { Access, Contract, Entry, RestRow } from './entry.ts';
export {
  importAction,
  importLine,
  importStatus,
  MAX_IMPORT_CHARACTERS,
  MAX_IMPORT_LINES,
  productImport,
} from './imports.ts';
export { inventoryEvent, movementReason, product } from './inventory.ts';
export { MAX_BATCHED_CALLS } from './limits.ts';
export { channel } from './ops.ts';
export { tracking } from './tracking.ts';
export type { WireInputs, WireOutputs, WireRouter } from './wire.ts';
