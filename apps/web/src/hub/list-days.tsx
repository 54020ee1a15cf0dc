import { chosenRange, type RangeSearch, searchOfRange } from '../ui/date-range.ts';
import { DateRangeField } from '../ui/date-range-field.tsx';
import { useTimeZone } from '../ui/time-zone.tsx';
import { useListRange } from './list-range.ts';

/** The days that a list is narrowed by, and the field that chooses them. `any` is what it says without a choice. */
export function useListDays(
  { filter, choose }: { filter: RangeSearch; choose: (changes: RangeSearch) => void },
  any: string,
) {
  const range = chosenRange(filter);
  const days = useListRange(range, useTimeZone());
  return {
    ...days,
    field: (
      <DateRangeField
        range={range}
        any={{ label: any, onChoose: () => choose(searchOfRange(null)) }}
        onChoose={(chosen) => choose(searchOfRange(chosen))}
        resolved={days.resolved}
      />
    ),
  };
}
