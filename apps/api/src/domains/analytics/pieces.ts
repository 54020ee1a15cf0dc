import type { FigureMarks, FigurePiece } from '@dreamteamhub/db/analytics';
import type { Span } from '../../platform/zones.ts';

const DAY = 24 * 3600 * 1000;

/**
 * Cuts spans into pieces that are summed up from the fewest rows: whole days (UTC) that have rows of their own, whole
 * months where `withMonths`, and quarters of an hour at the edges. Each piece has its span's place.
 */
export function piecesOf(
  spans: readonly Span[],
  { daysUntil, monthsUntil }: FigureMarks,
  { withMonths = false }: { withMonths?: boolean } = {},
): FigurePiece[] {
  return spans.flatMap(({ start, end }, place): FigurePiece[] => {
    const from = start.getTime();
    const to = end.getTime();
    const [firstDay, lastDay] = within(from, to, nextDay(from), Math.min(floorDay(to), daysUntil.getTime()));
    const [firstMonth, lastMonth] = withMonths
      ? within(firstDay, lastDay, nextMonth(firstDay), Math.min(floorMonth(lastDay), monthsUntil.getTime()))
      : [lastDay, lastDay];
    const pieces = [
      { unit: 'quarter' as const, start: from, end: firstDay },
      { unit: 'day' as const, start: firstDay, end: firstMonth },
      { unit: 'month' as const, start: firstMonth, end: lastMonth },
      { unit: 'day' as const, start: lastMonth, end: lastDay },
      { unit: 'quarter' as const, start: lastDay, end: to },
    ];
    return pieces
      .filter((piece) => piece.start < piece.end)
      .map(({ unit, ...piece }) => ({
        unit,
        place,
        start: new Date(piece.start),
        end: new Date(piece.end),
      }));
  });
}

/** A stretch inside another one; where there is none, an empty one at its end. */
function within(from: number, to: number, first: number, last: number): [number, number] {
  return first < last && first >= from ? [first, last] : [to, to];
}

const floorDay = (at: number) => Math.floor(at / DAY) * DAY;
const nextDay = (at: number) => Math.ceil(at / DAY) * DAY;

function floorMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

function nextMonth(at: number): number {
  if (floorMonth(at) === at) return at;
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
