import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { type DateRange, type LocalDate, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { conversionStatusNames } from '../conversions/conversion-tags.tsx';
import { PartnerFilter } from '../conversions/partner-filter.tsx';
import type { OrdersSearch } from './order-search.ts';
import { StorefrontFilter } from './storefront-filter.tsx';

interface OrderFiltersProps {
  filter: OrdersSearch;
  range: DateRange | null;
  /** What the range means in the person's zone. */
  days: { fromDate: LocalDate; toDate: LocalDate; zone: string } | undefined;
  onChoose: (changes: Partial<OrdersSearch>) => void;
  onType: (changes: Partial<OrdersSearch>) => void;
}

/** Which orders the list shows. */
export function OrderFilters({ filter, range, days, onChoose, onType }: OrderFiltersProps) {
  const { affiliateId, affiliate, credited, status, storefront } = filter;
  return (
    <>
      <SearchField
        label="Search orders"
        placeholder="Start of an order id"
        value={filter.search ?? ''}
        onSearch={(text) => onType({ search: text === '' ? undefined : text })}
      />
      <DateRangeField
        range={range}
        any={{ label: 'Ordered any day', onChoose: () => onChoose(searchOfRange(null)) }}
        onChoose={(chosen) => onChoose(searchOfRange(chosen))}
        resolved={days === undefined ? undefined : { ...days, comparison: null }}
      />
      <StorefrontFilter chosen={storefront} onChoose={(slug) => onChoose({ storefront: slug })} />
      <ChoiceFilter
        label="Credited"
        any="Credited or not"
        choices={{ yes: 'Credited', no: 'Credited to nobody' }}
        value={credited}
        onChoose={(chosen) => onChoose({ credited: chosen })}
      />
      <ChoiceFilter
        label="Commission"
        any="Any commission"
        choices={conversionStatusNames}
        value={status}
        onChoose={(chosen) => onChoose({ status: chosen })}
      />
      <PartnerFilter
        key={affiliateId ?? 'any'}
        chosen={affiliateId === undefined ? null : { id: affiliateId, handle: affiliate }}
        onChoose={(chosen) => onChoose({ affiliateId: chosen?.id, affiliate: chosen?.handle })}
      />
    </>
  );
}
