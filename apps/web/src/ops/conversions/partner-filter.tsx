import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { trpc } from '../../hub/trpc.ts';

const MOST_SUGGESTIONS = 20;
const ANY = '';

/** Picks one partner. The hub suggests partners as you type. */
export function PartnerFilter(props: {
  /** The handle may be unknown, where an address has the id alone. */
  chosen: { id: number; handle: string | undefined } | null;
  /** What stands there without a choice. */
  any?: string;
  onChoose: (partner: { id: number; handle: string } | null) => void;
}) {
  const { chosen, any = 'Any partner' } = props;
  const named = chosen === null ? any : (chosen.handle ?? `Partner ${chosen.id}`);
  const [text, setText] = useState(named);
  const [match] = useDebouncedValue(text === any || text === named ? '' : text.trim(), 250);
  const suggestions = trpc.affiliates.listAffiliates.useQuery(
    { limit: MOST_SUGGESTIONS, ...(match === '' ? {} : { match }) },
    { placeholderData: (previous) => previous },
  );
  const options = new Map(suggestions.data?.items.map(({ id, handle }) => [String(id), handle]));
  if (chosen !== null) options.set(String(chosen.id), named);
  return (
    <Select
      aria-label="Partner"
      placeholder={any}
      searchable
      allowDeselect={false}
      nothingFoundMessage={suggestions.isFetching ? 'Searching…' : 'No partner matches'}
      data={[{ value: ANY, label: any }, ...[...options].map(([value, label]) => ({ value, label }))]}
      // The hub searches names as well as handles, so show everything that it found.
      filter={({ options: found }) => found}
      searchValue={text}
      onSearchChange={setText}
      value={chosen === null ? ANY : String(chosen.id)}
      onChange={(value) => {
        const handle = value === null ? undefined : options.get(value);
        props.onChoose(handle === undefined ? null : { id: Number(value), handle });
      }}
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
