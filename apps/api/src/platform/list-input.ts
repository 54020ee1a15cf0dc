import type { ListOrder, Page, Total } from '@dreamteamhub/db';

/** Which page of a list, and in which direction. */
export interface PageInput {
  order: ListOrder;
  withTotal?: boolean | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** A part of time as ISO 8601 instants: then or later, and before then. */
export interface TimeInput {
  from?: string | undefined;
  to?: string | undefined;
}

/** A page of a list that may have been counted. */
export type CountedPage<Row> = Page<Row> & { total?: Total | undefined };

/** Reads an instant of a filter that may be left out. */
export function optionalDate(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}
