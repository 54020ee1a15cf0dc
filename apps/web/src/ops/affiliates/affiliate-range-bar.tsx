import { searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import type { AffiliateSearch } from './affiliate-search.ts';
import type { AffiliateRange, useAffiliateSummary } from './use-affiliate-range.ts';

interface AffiliateRangeBarProps {
  asked: AffiliateRange;
  summary: ReturnType<typeof useAffiliateSummary>;
  choose: (changes: Partial<AffiliateSearch>) => void;
  /** The tab shows what the range is compared with. */
  compares?: boolean;
}

/** Chooses the days of a tab, and says what the hub made of them. */
export function AffiliateRangeBar({ asked, summary, choose, compares = false }: AffiliateRangeBarProps) {
  const { range, compare } = asked;
  const { data, isPlaceholderData } = summary;
  const resolved =
    data === undefined || isPlaceholderData
      ? undefined
      : { ...data, comparison: compares ? data.comparison : null };
  return (
    <DateRangeField
      range={range}
      // A zone of the address belongs to the days that came with it.
      onChoose={(chosen) => choose({ ...searchOfRange(chosen), compare: undefined, zone: undefined })}
      {...(compares ? { compare, onCompare: (chosen: typeof compare) => choose({ compare: chosen }) } : {})}
      resolved={resolved}
    />
  );
}
