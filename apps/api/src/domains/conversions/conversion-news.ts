import type { ConversionView } from '@dreamteamhub/db/conversions';
import type { ConversionNews } from '@dreamteamhub/sdk/contract';

/** A conversion as hub events tell it. They name nobody: an event is kept where it was sent, and cannot be taken back. */
export function conversionNews(conversion: ConversionView): ConversionNews {
  const { affiliateHandle: _, affiliateName: __, createdAt: ___, ...news } = conversion;
  return news;
}
