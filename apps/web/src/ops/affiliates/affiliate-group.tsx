import { NativeSelect, Text } from '@mantine/core';
import { useMay } from '../../hub/session.ts';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { useGroupOf } from '../rules/use-group-of.ts';

const NONE = '';

/** The group of a partner, whose rules count for it. It is saved as it is chosen, and can be undone. */
export function AffiliateGroup({ affiliate }: { affiliate: Affiliate }) {
  const mayChange = useMay('operator');
  const groups = trpc.commissions.listGroups.useQuery({}).data?.groups ?? [];
  const hasStorefronts = useStorefronts().length > 1;
  const terms = trpc.commissions.getAffiliateTerms.useQuery({ id: affiliate.id });
  const groupOf = useGroupOf();
  const current = terms.data?.group ?? null;
  return (
    <SectionCard title="Group" intro="A partner in a group earns by the rules of the group, below its own.">
      {mayChange ? (
        <NativeSelect
          aria-label="Group"
          maw={360}
          disabled={terms.data === undefined || groupOf.isPending}
          data={[
            { value: NONE, label: 'No group' },
            ...groups.map(({ id, name, storefront }) => ({
              value: String(id),
              label: hasStorefronts ? `${name} (${storefront})` : name,
            })),
          ]}
          value={current === null ? NONE : String(current.id)}
          onChange={(event) => {
            const chosen = groups.find(({ id }) => String(id) === event.currentTarget.value);
            void groupOf.put(affiliate, chosen?.name ?? null, current?.name ?? null);
          }}
        />
      ) : (
        <Text fz="sm">{current === null ? 'None' : <bdi>{current.name}</bdi>}</Text>
      )}
    </SectionCard>
  );
}
