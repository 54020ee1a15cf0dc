import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { trpc } from '../../hub/trpc.ts';

const MOST_SUGGESTIONS = 20;
const ANY = '';
const ANY_LABEL = 'Any affiliate';

export interface ChosenAffiliate {
  id: number;
  handle: string;
}

/** Picks one affiliate. The hub suggests affiliates as you type. */
export function AffiliateFilter(props: {
  chosen: ChosenAffiliate | null;
  onChoose: (affiliate: ChosenAffiliate | null) => void;
}) {
  const [text, setText] = useState(props.chosen?.handle ?? ANY_LABEL);
  const [search] = useDebouncedValue(
    text === ANY_LABEL || text === props.chosen?.handle ? '' : text.trim(),
    250,
  );
  const suggestions = trpc.affiliates.listAffiliates.useQuery(
    { limit: MOST_SUGGESTIONS, ...(search === '' ? {} : { search }) },
    { placeholderData: (previous) => previous },
  );
  const options = new Map(suggestions.data?.items.map(({ id, handle }) => [String(id), handle]));
  if (props.chosen !== null) options.set(String(props.chosen.id), props.chosen.handle);
  return (
    <Select
      aria-label="Affiliate"
      placeholder={ANY_LABEL}
      searchable
      allowDeselect={false}
      nothingFoundMessage={suggestions.isFetching ? 'Searching…' : 'No affiliate matches'}
      data={[{ value: ANY, label: ANY_LABEL }, ...[...options].map(([value, label]) => ({ value, label }))]}
      // The hub searches names as well as handles, so show everything that it found.
      filter={({ options: found }) => found}
      searchValue={text}
      onSearchChange={setText}
      value={props.chosen === null ? ANY : String(props.chosen.id)}
      onChange={(value) => {
        const handle = value === null ? undefined : options.get(value);
        props.onChoose(handle === undefined ? null : { id: Number(value), handle });
      }}
    />
  );
}
