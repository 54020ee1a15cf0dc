import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { useStorefronts } from './use-storefronts.ts';

/** Shows nothing while there is one storefront. */
export function StorefrontFilter(props: {
  chosen: string | undefined;
  onChoose: (slug: string | undefined) => void;
}) {
  const storefronts = useStorefronts();
  if (storefronts.length < 2 && props.chosen === undefined) return null;
  const names: Record<string, string> = Object.fromEntries(storefronts.map(({ slug, name }) => [slug, name]));
  return (
    <ChoiceFilter
      label="Storefront"
      any="Any storefront"
      choices={props.chosen === undefined ? names : { [props.chosen]: props.chosen, ...names }}
      value={props.chosen}
      onChoose={props.onChoose}
    />
  );
}
