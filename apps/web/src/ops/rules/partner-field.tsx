import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { trpc } from '../../hub/trpc.ts';
import type { RowControl } from '../../ui/form-row.tsx';

const MOST_SUGGESTIONS = 20;
const REST_MILLISECONDS = 250;

/** Chooses a partner by handle or name; the hub suggests them. The value is a handle, the empty text for none. */
export function PartnerField({
  value,
  onChoose,
  id,
  ...control
}: Partial<RowControl> & {
  value: string;
  onChoose: (partner: { id: number; handle: string }) => void;
  'aria-label'?: string;
  id?: string;
}) {
  const [text, setText] = useState(value);
  const [match] = useDebouncedValue(text === value ? '' : text.trim(), REST_MILLISECONDS);
  const suggestions = trpc.affiliates.listAffiliates.useQuery(
    { limit: MOST_SUGGESTIONS, ...(match === '' ? {} : { match }) },
    { placeholderData: (previous) => previous },
  );
  const found = suggestions.data?.items ?? [];
  const names = new Map(found.map(({ handle, name }) => [handle, name]));
  const handles = [...new Set([...(value === '' ? [] : [value]), ...names.keys()])];
  return (
    <Select
      {...control}
      id={id}
      placeholder="Handle or name"
      searchable
      allowDeselect={false}
      nothingFoundMessage={suggestions.isFetching ? 'Searching…' : 'No partner matches'}
      data={handles}
      // The hub searches names as well as handles, so show everything that it found.
      filter={({ options }) => options}
      renderOption={({ option }) => (
        <span style={{ overflowWrap: 'anywhere' }}>
          <bdi className="hub-strong">{option.value}</bdi>
          {names.has(option.value) ? (
            <>
              {' '}
              <bdi style={{ opacity: 0.75 }}>{names.get(option.value)}</bdi>
            </>
          ) : null}
        </span>
      )}
      // What is typed takes the place of what is chosen.
      onFocus={(event) => event.currentTarget.select()}
      searchValue={text}
      onSearchChange={setText}
      value={value === '' ? null : value}
      onChange={(handle) => {
        const partner = found.find((one) => one.handle === handle);
        if (partner !== undefined) onChoose(partner);
      }}
    />
  );
}

/** The currency of a partner's amounts; undefined while nobody is chosen, or it loads. */
export function usePartnerCurrency(handle: string): string | undefined {
  const found = trpc.affiliates.listAffiliates.useQuery(
    { match: handle, limit: MOST_SUGGESTIONS },
    { enabled: handle !== '' },
  );
  return found.data?.items.find((partner) => partner.handle === handle)?.currency;
}
