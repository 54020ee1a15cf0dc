import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { conversion, refundInput, refundOutput } from './contract/conversions.ts';
import type { hubEventData } from './contract/hub-events.ts';
import type { clickInput, clickOutput, conversionInput, conversionOutput } from './contract/tracking.ts';
import type {
  ClickEvent,
  ClickReceipt,
  ConversionEvent,
  ConversionReceipt,
  RefundEvent,
  RefundReceipt,
} from './events.ts';
import type { ConversionNews, HubEventData } from './hub-events.ts';

// The tracking entry declares its types by hand so that storefronts need neither zod nor tRPC. These lines fail to
// compile when the hand-written types and the contract part ways.
test('the tracker sends and returns what the contract says', () => {
  expectTypeOf<ClickEvent>().toExtend<z.input<typeof clickInput>>();
  expectTypeOf<Exclude<keyof z.input<typeof clickInput>, 'storefront'>>().toEqualTypeOf<keyof ClickEvent>();
  expectTypeOf<ConversionEvent>().toExtend<z.input<typeof conversionInput>>();
  expectTypeOf<Exclude<keyof z.input<typeof conversionInput>, 'storefront'>>().toEqualTypeOf<
    keyof ConversionEvent
  >();
  expectTypeOf<z.output<typeof clickOutput>>().toEqualTypeOf<ClickReceipt>();
  expectTypeOf<z.output<typeof conversionOutput>>().toEqualTypeOf<ConversionReceipt>();
});

test('refunds are what the contract says, and events tell of orders what answers do', () => {
  expectTypeOf<RefundEvent>().toExtend<z.input<typeof refundInput>>();
  expectTypeOf<Exclude<keyof z.input<typeof refundInput>, 'storefront'>>().toEqualTypeOf<keyof RefundEvent>();
  expectTypeOf<z.output<typeof refundOutput>>().toEqualTypeOf<RefundReceipt>();
  expectTypeOf<
    Omit<z.output<typeof conversion>, 'affiliateHandle' | 'affiliateName' | 'payout' | 'createdAt'>
  >().toEqualTypeOf<ConversionNews>();
});

test('documents say of webhooks what the types say', () => {
  type Described = { [Type in keyof typeof hubEventData]: z.output<(typeof hubEventData)[Type]> };
  expectTypeOf<Described>().toExtend<HubEventData>();
  expectTypeOf<HubEventData>().toExtend<Described>();
});
