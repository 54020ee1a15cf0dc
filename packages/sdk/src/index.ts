export {
  type AffiliateReference,
  type ClickEvent,
  type ClickReceipt,
  type ConversionEvent,
  type ConversionReceipt,
  createTracker,
  type Tracker,
  TrackerError,
  type TrackerOptions,
} from './tracker.ts';
