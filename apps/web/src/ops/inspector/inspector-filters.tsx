import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { doorNames, kindNames, outcomeNames, periodNames } from './event-words.ts';
import type { InspectorSearch } from './inspector-search.ts';

interface InspectorFiltersProps {
  filter: InspectorSearch;
  onChoose: (changes: Partial<InspectorSearch>) => void;
  onType: (changes: Partial<InspectorSearch>) => void;
}

/** Which events the inspector shows. */
export function InspectorFilters({ filter, onChoose, onType }: InspectorFiltersProps) {
  return (
    <>
      <SearchField
        label="Search events"
        placeholder="Order id, handle, click id or SKU"
        value={filter.text ?? ''}
        onSearch={(text) => onType({ text: text === '' ? undefined : text })}
      />
      <ChoiceFilter
        label="Outcome"
        any="Any outcome"
        choices={outcomeNames}
        value={filter.outcome}
        onChoose={(outcome) => onChoose({ outcome })}
      />
      <ChoiceFilter
        label="Kind"
        any="Any kind"
        choices={kindNames}
        value={filter.kind}
        onChoose={(kind) => onChoose({ kind })}
      />
      <ChoiceFilter
        label="Source"
        any="Any source"
        choices={doorNames}
        value={filter.door}
        onChoose={(door) => onChoose({ door })}
      />
      <ChoiceFilter
        label="Time"
        any="Any time"
        choices={periodNames}
        value={filter.period}
        onChoose={(period) => onChoose({ period })}
      />
      <Storefronts chosen={filter.storefront} onChoose={(storefront) => onChoose({ storefront })} />
    </>
  );
}

/** Shows nothing while there is one storefront. */
function Storefronts(props: { chosen: string | undefined; onChoose: (slug: string | undefined) => void }) {
  const storefronts = useStorefronts();
  const { chosen } = props;
  if (storefronts.length < 2 && chosen === undefined) return null;
  const names: Record<string, string> = Object.fromEntries(storefronts.map(({ slug, name }) => [slug, name]));
  return (
    <ChoiceFilter
      label="Storefront"
      any="Any storefront"
      choices={chosen === undefined ? names : { [chosen]: chosen, ...names }}
      value={chosen}
      onChoose={props.onChoose}
    />
  );
}
