import { Autocomplete, CloseButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { trpc } from '../../hub/trpc.ts';

const MOST_SUGGESTIONS = 20;

/** Chooses one SKU: from suggestions, or typed and confirmed with Enter. */
export function SkuFilter({ sku, onChoose }: { sku: string; onChoose: (sku: string) => void }) {
  const [text, setText] = useState(sku);
  const [search] = useDebouncedValue(text.trim(), 250);
  // Follow the address when something else changes it, such as a click on a SKU or the back button.
  useEffect(() => setText(sku), [sku]);
  const suggestions = trpc.inventory.listProducts.useQuery(
    { limit: MOST_SUGGESTIONS, includeArchived: true, ...(search === '' ? {} : { search }) },
    { placeholderData: (previous) => previous },
  );
  return (
    <Autocomplete
      aria-label="SKU"
      placeholder="All SKUs"
      leftSection={<IconSearch size={16} aria-hidden />}
      maxLength={255}
      rightSection={
        text === '' ? null : <CloseButton size="sm" aria-label="Clear SKU" onClick={() => onChoose('')} />
      }
      data={[...new Set(suggestions.data?.items.map((product) => product.sku))]}
      filter={({ options }) => options}
      value={text}
      onChange={(value) => {
        setText(value);
        if (value === '') onChoose('');
      }}
      onOptionSubmit={onChoose}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChoose(text.trim());
      }}
    />
  );
}
