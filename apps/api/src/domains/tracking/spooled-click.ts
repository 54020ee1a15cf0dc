import { tracking } from '@dreamteamhub/sdk/contract';
import { z } from 'zod';

/** Read back through the contract: a line may come from an older version, or be edited by hand. */
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

/** A click on its way to the database, with all that it takes to record it. */
export type SpooledClick = z.output<typeof schema>;

export interface SegmentContent {
  clicks: SpooledClick[];
  /** Lines that hold no click, such as one that a crash cut off. */
  brokenLines: number;
}

/** Returns the clicks of a segment's text, in the order in which they were written. */
export function parseSegment(text: string): SegmentContent {
  const lines = text.split('\n');
  // Text after the last line break was never finished, however much it looks like a click; spaces are reserved room.
  const torn = lines.pop()?.trimEnd() === '' ? 0 : 1;
  const clicks = lines.map(parseClick).filter((click) => click !== null);
  return { clicks, brokenLines: lines.length - clicks.length + torn };
}

function parseClick(line: string): SpooledClick | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // Not JSON.
    return null;
  }
}
