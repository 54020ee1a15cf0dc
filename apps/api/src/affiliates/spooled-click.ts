import { tracking } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';

/** Read back through the contract: a line may be of an older version, or edited by hand. */
const schema = z.object({
  /** When the visitor came. */
  at: z.iso.datetime(),
  input: tracking.tracking.recordClick.input.and(z.object({ eventId: z.uuid() })),
  reporter: z.object({
    isTrusted: z.boolean(),
    storefrontId: z.number().int().nullable(),
    ip: z.string(),
    userAgent: z.string().nullable(),
  }),
});

/** A click on its way to the database, with all that recording it takes. */
export type SpooledClick = z.output<typeof schema>;

/** The click of a line; null for a line that holds none. */
export function parseClick(line: string): SpooledClick | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
