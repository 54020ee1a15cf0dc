import { TextInput } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { onIntent } from '../../ui/on-intent.tsx';
import { type PartnerChoice, sayPartner } from './partner-choice.ts';

/** A searchable list weighs more than all else on most pages, which do not wait for it. */
const select = onIntent(() => import('./partner-select.tsx'), 'PartnerSelect');

/** Picks one partner. The hub suggests partners as you type. */
export function PartnerFilter(props: PartnerChoice) {
  const Select = useSyncExternalStore(select.watch, select.component);
  const [hasFocus, setHasFocus] = useState(false);
  useEffect(() => select.insist(), []);
  if (Select !== null) return <Select {...props} hasFocus={hasFocus} />;
  return (
    <TextInput
      aria-label="Partner"
      aria-busy
      readOnly
      value={sayPartner(props)}
      onFocus={() => setHasFocus(true)}
      onBlur={() => setHasFocus(false)}
    />
  );
}

/** The partner that the address of a list has: the id, and the handle that the filter shows until it has looked it up. */
interface PartnerSearch {
  affiliateId?: number | undefined;
  affiliate?: string | undefined;
}

/** Narrows a list to one partner. `filter` and `choose` are those of `useListSearch`. */
export function PartnerOfList({
  filter: { affiliateId, affiliate },
  choose,
}: {
  filter: PartnerSearch;
  choose: (changes: PartnerSearch) => void;
}) {
  return (
    <PartnerFilter
      key={affiliateId ?? 'any'}
      chosen={affiliateId === undefined ? null : { id: affiliateId, handle: affiliate }}
      onChoose={(chosen) => choose({ affiliateId: chosen?.id, affiliate: chosen?.handle })}
    />
  );
}
