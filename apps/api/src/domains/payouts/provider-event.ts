import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const loose = <Shape extends z.ZodType>(shape: Shape) => shape.optional().catch(undefined);

/** A PayPal event is about a batch, or about one payment of it. */
const event = z.object({
  resource: z.object({
    payout_batch_id: loose(name),
    batch_header: loose(
      z.object({
        payout_batch_id: loose(name),
        sender_batch_header: loose(z.object({ sender_batch_id: loose(name) })),
      }),
    ),
  }),
});

/** Returns the names of the batch that an event is about, PayPal's own first; none for what is no such event. */
export function namesOfEvent(raw: unknown): string[] {
  const resource = event.safeParse(raw).data?.resource;
  const batch = resource?.batch_header;
  return [
    batch?.payout_batch_id,
    resource?.payout_batch_id,
    batch?.sender_batch_header?.sender_batch_id,
  ].filter((one) => one !== undefined);
}
