/** The tables that events are read from. `refused` and `test` hold several kinds. */
export const EVENT_SOURCES = ['click', 'order', 'claim', 'refund', 'refused', 'test'] as const;

export type EventSource = (typeof EVENT_SOURCES)[number];

/** A row of a source. Rows are read by their ids, which grow with time; `micros`: microseconds since 1970. */
export interface EventPlace {
  id: number;
  micros: number;
}

/** How far each source was read; a source that is missing was not read yet. */
export type EventPlaces = Partial<Record<EventSource, EventPlace>>;

/** What was read of one source, newest first. */
export interface ReadSource<Row extends EventPlace> {
  source: EventSource;
  rows: readonly Row[];
  /** The oldest row that was looked at, matching or not; null when there are no older ones. */
  end: EventPlace | null;
}

/**
 * Puts what was read of several sources into one page, newest first, of at most `limit` rows. A source that has rows
 * further back than it was read keeps all older ones of the others for a later page: otherwise its own would come too
 * late. Unless `isLoose`: then what was found comes at once, and an older event may come before a younger one of the
 * next page. `next`: where that page begins; null when there is nothing further back. `until`: how far back this one looked,
 * in microseconds since 1970; null when all was seen.
 */
export function mergeSources<Row extends EventPlace>(
  sources: readonly ReadSource<Row>[],
  { from, limit, isLoose }: { from: EventPlaces; limit: number; isLoose: boolean },
): { rows: Row[]; next: EventPlaces | null; until: number | null } {
  const ends = sources.flatMap(({ end }) => (end === null ? [] : [end.micros]));
  const floor = ends.length === 0 ? null : Math.max(...ends);
  const taken = new Map(sources.map(({ source }) => [source, 0]));
  const times = new Map(sources.map((one) => [one.source, timesOf(one)]));
  const rows: Row[] = [];
  while (rows.length < limit) {
    const newest = newestHead(sources, taken, times);
    if (newest === null || (!isLoose && floor !== null && newest.micros < floor)) break;
    rows.push(newest.row);
    taken.set(newest.source, (taken.get(newest.source) ?? 0) + 1);
  }
  const next: EventPlaces = { ...from };
  let hasMore = false;
  for (const { source, rows: own, end } of sources) {
    const count = taken.get(source) ?? 0;
    const isUsedUp = count === own.length;
    if (!isUsedUp || end !== null) hasMore = true;
    const last = isUsedUp ? (end ?? own.at(-1)) : own[count - 1];
    if (last !== undefined) next[source] = { id: last.id, micros: last.micros };
  }
  const last = rows.at(-1);
  const until = rows.length === limit && last !== undefined ? last.micros : floor;
  return { rows, next: hasMore ? next : null, until: hasMore ? until : null };
}

/**
 * Returns when each row of a source has its turn: its own time, or that of a younger event with a smaller id. A click that
 * was kept while the database was away comes late with an old time; were it to wait for its time, its source would not go
 * on, since the rows behind it wait for it.
 */
function timesOf({ rows, end }: ReadSource<EventPlace>): number[] {
  let latest = end?.micros ?? Number.NEGATIVE_INFINITY;
  return rows
    .map(({ micros }) => micros)
    .reverse()
    .map((micros) => {
      latest = Math.max(latest, micros);
      return latest;
    })
    .reverse();
}

function newestHead<Row extends EventPlace>(
  sources: readonly ReadSource<Row>[],
  taken: ReadonlyMap<EventSource, number>,
  times: ReadonlyMap<EventSource, readonly number[]>,
): { source: EventSource; row: Row; micros: number } | null {
  let newest: { source: EventSource; row: Row; micros: number } | null = null;
  for (const { source, rows } of sources) {
    const place = taken.get(source) ?? 0;
    const row = rows[place];
    if (row === undefined) continue;
    const micros = times.get(source)?.[place] ?? row.micros;
    if (newest === null || micros > newest.micros) newest = { source, row, micros };
  }
  return newest;
}
