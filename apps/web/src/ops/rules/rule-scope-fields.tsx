import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { FormRow } from '../../ui/form-row.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { PartnerField } from './partner-field.tsx';
import { type Goods, namesMoney, type Who } from './rule-draft.ts';
import type { RuleFieldsProps } from './rule-fields.ts';
import { useGroups } from './use-rule-currency.ts';

const LONGEST = 255;

const whoNames: Record<Who, string> = {
  everyone: 'Every partner',
  group: 'The partners of a group',
  affiliate: 'One partner',
};

const goodsNames: Record<Goods, string> = {
  any: 'All goods',
  category: 'A category',
  productId: 'A product',
  sku: 'One SKU',
};

const goodsLabels: Record<Goods, string> = {
  any: '',
  category: 'Category',
  productId: 'Product id',
  sku: 'SKU',
};

/** What the rule is called, and which partners and goods it is for. */
export function RuleScopeFields(props: RuleFieldsProps) {
  const { draft, change, problems } = props;
  return (
    <Stack gap="md">
      <FormRow label="Name" help="For you and your team." error={problems.name} isRequired>
        {(row) => (
          <TextInput
            {...row}
            value={draft.name}
            maxLength={LONGEST}
            dir="auto"
            placeholder="Summer rates"
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        )}
      </FormRow>
      <FormRow label="For">
        {(row) => (
          <NativeSelect
            {...row}
            data={optionsOf(whoNames)}
            value={draft.who}
            // What was chosen below belongs to the earlier choice.
            onChange={(event) => change({ who: event.currentTarget.value as Who, storefront: '' })}
          />
        )}
      </FormRow>
      <WhoRow {...props} />
      <FormRow label="Goods">
        {(row) => (
          <NativeSelect
            {...row}
            data={optionsOf(goodsNames)}
            value={draft.goods}
            onChange={(event) => change({ goods: event.currentTarget.value as Goods, goodsValue: '' })}
          />
        )}
      </FormRow>
      {draft.goods === 'any' ? null : (
        <FormRow
          label={goodsLabels[draft.goods]}
          help={
            draft.goods === 'sku'
              ? 'As orders name it. Capital and small letters are the same.'
              : 'As your server names it in the lines of orders.'
          }
          error={problems.goods}
          isRequired
        >
          {(row) => (
            <TextInput
              {...row}
              value={draft.goodsValue}
              maxLength={LONGEST}
              dir="auto"
              spellCheck={false}
              onChange={(event) => change({ goodsValue: event.currentTarget.value })}
            />
          )}
        </FormRow>
      )}
    </Stack>
  );
}

function WhoRow(props: RuleFieldsProps) {
  const { draft, change, problems } = props;
  switch (draft.who) {
    case 'affiliate':
      return (
        <FormRow label="Partner" error={problems.affiliate} isRequired>
          {(row) => (
            <PartnerField
              {...row}
              value={draft.affiliate}
              onChoose={({ handle }) => change({ affiliate: handle })}
            />
          )}
        </FormRow>
      );
    case 'group':
      return <GroupRow {...props} />;
    case 'everyone':
      return <StorefrontRow {...props} />;
  }
}

const NONE = '';

function GroupRow({ draft, change, problems }: RuleFieldsProps) {
  const groups = useGroups();
  const hasStorefronts = useStorefronts().length > 1;
  const chosen = groups.find(
    ({ name, storefront }) =>
      name === draft.group && (draft.storefront === '' || storefront === draft.storefront),
  );
  return (
    <FormRow
      label="Group"
      help={
        <AnchorLink to="/rules/groups" fz={13}>
          {groups.length === 0 ? 'There is none yet: create one' : 'All groups'}
        </AnchorLink>
      }
      error={problems.group}
      isRequired
    >
      {(row) => (
        <NativeSelect
          {...row}
          data={[
            { value: NONE, label: 'Choose a group' },
            ...groups.map(({ id, name, storefront }) => ({
              value: String(id),
              label: hasStorefronts ? `${name} (${storefront})` : name,
            })),
          ]}
          value={chosen === undefined ? NONE : String(chosen.id)}
          onChange={(event) => {
            const group = groups.find(({ id }) => String(id) === event.currentTarget.value);
            change({ group: group?.name ?? '', storefront: group?.storefront ?? '' });
          }}
        />
      )}
    </FormRow>
  );
}

/** Not shown while there is one storefront. */
function StorefrontRow({ draft, change, problems }: RuleFieldsProps) {
  const storefronts = useStorefronts();
  if (storefronts.length < 2) return null;
  return (
    <FormRow
      label="Storefront"
      help={namesMoney(draft) ? 'Amounts are in its currency.' : undefined}
      error={problems.storefront}
    >
      {(row) => (
        <NativeSelect
          {...row}
          data={[
            { value: NONE, label: namesMoney(draft) ? 'Choose a storefront' : 'All storefronts' },
            ...storefronts.map(({ slug, name, currency }) => ({
              value: slug,
              label: `${name} (${currency})`,
            })),
          ]}
          value={draft.storefront}
          onChange={(event) => change({ storefront: event.currentTarget.value })}
        />
      )}
    </FormRow>
  );
}

function optionsOf(names: Record<string, string>) {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}
