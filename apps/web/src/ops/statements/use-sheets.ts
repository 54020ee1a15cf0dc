import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type StatementDetail, trpc } from '../../hub/trpc.ts';

/** More than this nobody prints at once; a file has all of them. */
export const MOST_SHEETS = 500;

/** So many are asked for at a time. */
const AT_ONCE = 6;

interface Sheets {
  statements: StatementDetail[];
  /** How many the period has. */
  total: number;
}

/** Reads the statements of a period with their lines, and says how many it has so far. */
export function useSheets(periodId: number) {
  const cache = trpc.useUtils();
  const [readSoFar, setReadSoFar] = useState(0);
  const query = useQuery<Sheets>({
    queryKey: ['sheets', periodId],
    queryFn: async ({ signal }) => {
      const { items, total } = await cache.payouts.listStatements.fetch({
        ...{ periodId, limit: MOST_SHEETS },
        withTotal: true,
      });
      const statements: StatementDetail[] = [];
      for (let from = 0; from < items.length; from += AT_ONCE) {
        signal.throwIfAborted();
        const some = items.slice(from, from + AT_ONCE);
        statements.push(
          ...(await Promise.all(
            some.map(({ affiliateId }) => cache.payouts.getStatement.fetch({ periodId, affiliateId })),
          )),
        );
        setReadSoFar(statements.length);
      }
      return { statements, total: total?.count ?? statements.length };
    },
    // A closed period never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { query, readSoFar };
}
