import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { type DateRange, type LocalDate, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import type { AlertsSearch } from './alert-search.ts';
import { severityNames } from './alert-words.ts';

interface AlertFiltersProps {
  filter: AlertsSearch;
  range: DateRange | null;
  /** What the range means in the person's zone. */
  days: { fromDate: LocalDate; toDate: LocalDate; zone: string } | undefined;
  onChoose: (changes: Partial<AlertsSearch>) => void;
  onType: (changes: Partial<AlertsSearch>) => void;
}

/** Which alerts of a state the list shows. */
export function AlertFilters({ filter, range, days, onChoose, onType }: AlertFiltersProps) {
  return (
    <>
      <SearchField
        label="Search alerts"
        placeholder="Start of a SKU"
        value={filter.match ?? filter.sku ?? ''}
        onSearch={(text) => onType({ match: text === '' ? undefined : text, sku: undefined })}
      />
      <ChoiceFilter
        label="Urgency"
        any="Any urgency"
        choices={severityNames}
        value={filter.severity}
        onChoose={(severity) => onChoose({ severity })}
      />
      <DateRangeField
        range={range}
        any={{ label: 'Opened any day', onChoose: () => onChoose(searchOfRange(null)) }}
        onChoose={(chosen) => onChoose(searchOfRange(chosen))}
        resolved={days === undefined ? undefined : { ...days, comparison: null }}
      />
    </>
  );
}
