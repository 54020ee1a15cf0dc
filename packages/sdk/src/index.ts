export { TrackerError } from './sender.ts';
export {
  type AffiliateReference,
  type ClickEvent,
  type ClickReceipt,
  type ConversionEvent,
  type ConversionReceipt,
  createTracker,
  type Tracker,
  type TrackerOptions,
} from './tracker.ts';
