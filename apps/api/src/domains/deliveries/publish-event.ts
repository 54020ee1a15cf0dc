import type { Transaction } from '@dreamteamhub/db';
import type { ConversionView } from '@dreamteamhub/db/conversions';
import type { ConversionNews, HubEvent } from '@dreamteamhub/sdk/contract';

/** What happened, as a server of the shop's own is told. */
type News = { [Type in HubEvent['type']]: Pick<HubEvent<Type>, 'type' | 'data'> }[HubEvent['type']];

/** Puts an event into the caller's transaction: it is sent if and only if that commits. */
export type PublishEvent = (tx: Transaction, news: News) => Promise<void>;

/** A conversion as events tell it. Nobody's name is in it: an event is kept where it was sent, and cannot be taken back. */
export function conversionNews(conversion: ConversionView): ConversionNews {
  const { affiliateHandle: _, affiliateName: __, createdAt: ___, ...news } = conversion;
  return news;
}
