import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { trpc } from '../../hub/trpc.ts';
import { ANY_PARTNER, type PartnerChoice, sayPartner } from './partner-choice.ts';

const MOST_SUGGESTIONS = 20;
const ANY = '';

/** Picks one partner. The hub suggests partners as you type. */
export function PartnerSelect(props: PartnerChoice & { hasFocus: boolean }) {
  const { chosen, any = ANY_PARTNER } = props;
  const named = sayPartner(props);
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
      // Somebody went into the field before this was loaded.
      autoFocus={props.hasFocus}
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
