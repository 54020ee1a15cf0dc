import type { ConversionView } from '@dreamteamhub/db/conversions';
import type { ConversionNews } from '@dreamteamhub/sdk/contract';
import { inItsCurrency } from './order-books.ts';

/** Returns a conversion for hub events, without names: the receiver keeps an event, and it cannot be taken back. */
export function conversionNews(conversion: ConversionView): ConversionNews {
  const { affiliateHandle: _, affiliateName: __, createdAt: ___, ...news } = inItsCurrency(conversion);
  return news;
}
