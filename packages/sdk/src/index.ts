export type {
  AffiliateReference,
  Attribution,
  ClickEvent,
  ClickReceipt,
  ConversionEvent,
  ConversionReceipt,
  EventFields,
} from './events.ts';
export type { TrackerFailure } from './queue.ts';
export { type Consent, createTracker, type Tracker, type TrackerOptions } from './tracker.ts';
export type { HubErrorCode, TrackerErrorCode } from './tracker-error.ts';
