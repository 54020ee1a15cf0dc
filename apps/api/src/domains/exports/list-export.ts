import type { Page, Total } from '@dreamteamhub/db';
import { type Entry, type ExportList, exportQueries } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import type { ExportColumn } from './columns.ts';
import type { FileStyle } from './file-style.ts';
import type { Lists } from './lists-on.ts';

/** Filters and order of a list, read by its schema. */
type ExportQuery<List extends ExportList> = z.output<(typeof exportQueries)[List]>;

export interface PageWish {
  limit: number;
  cursor?: string | undefined;
  /** Counts all rows as well, where the list is counted. */
  withTotal?: boolean | undefined;
}

/** What is asked of a list's service: an export has no limit of 10,000 anywhere. */
type Wish<List extends ExportList> = ExportQuery<List> & PageWish & { isWhole: true };

interface ExportPage {
  rows: number;
  /** Returns the page as lines of a file. */
  lines(columns: readonly string[], style: FileStyle): string;
  nextCursor: string | null;
  /** Null where it was not asked for, or the list is not counted. */
  total: number | null;
}

/** A list that can be exported. */
export interface ListExport {
  /** What pages read: whoever may call it may export it. */
  readonly entry: Entry;
  /** What its files are called. */
  readonly fileName: string;
  readonly columns: readonly { name: string; title: string }[];
  /** Reads a page through the service that the app's pages read, so that both have the same rows in the same order. */
  readPage(lists: Lists, query: Record<string, unknown>, wish: PageWish): Promise<ExportPage>;
}

/** Declares a list that can be exported. */
export function listExport<List extends ExportList, Row>(definition: {
  list: List;
  entry: Entry;
  fileName: string;
  read: (lists: Lists, wish: Wish<List>) => Promise<Page<Row> & { total?: Total | undefined }>;
  columns: readonly ExportColumn<Row>[];
}): ListExport {
  const { list, entry, fileName, read, columns } = definition;
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    entry,
    fileName,
    columns,
    async readPage(lists, query, wish) {
      const parsed = exportQueries[list].parse(query);
      // The schema at this place of the table has the type of this list, which the compiler does not conclude.
      const page = await read(lists, { ...parsed, ...wish, isWhole: true } as Wish<List>);
      return {
        rows: page.items.length,
        nextCursor: page.nextCursor,
        total: page.total?.count ?? null,
        lines(names, style) {
          const chosen = names.flatMap((name) => byName.get(name) ?? []);
          let lines = '';
          for (const row of page.items) {
            lines += `${chosen.map(({ cell }) => cell(row, style)).join(style.separator)}\r\n`;
          }
          return lines;
        },
      };
    },
  };
}
