import type { Transaction } from '@dreamteamhub/db';
import { ConversionDao } from '@dreamteamhub/db/orders';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { conversionNews } from './conversion-news.ts';

/** Tells the shop's own server which conversions were paid, with the caller's transaction. */
export async function tellPaid(
  tx: Transaction,
  conversionIds: readonly number[],
  publishEvent: PublishEvent,
): Promise<void> {
  for (const id of conversionIds) {
    await publishEvent(tx, async () => {
      const conversion = await new ConversionDao(tx).getConversionById(id);
      return conversion === null ? null : { type: 'conversion.paid', data: conversionNews(conversion) };
    });
  }
}
