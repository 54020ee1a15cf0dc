import { PAYOUT_RAILS } from '@dreamteamhub/sdk/contract';
import { NativeSelect, Stack, Text } from '@mantine/core';
import { type Storefront, trpc } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { AmountField } from '../rules/amount-field.tsx';
import { payWords, type Rail, railMeanings, railNames } from './batch-words.ts';
import type { PayoutDraft, PayoutProblems } from './payout-draft.ts';

interface PayoutFieldsProps {
  storefronts: readonly Storefront[];
  draft: PayoutDraft;
  problems: PayoutProblems;
  change: (changes: Partial<PayoutDraft>) => void;
}

/** Of which storefront, by which way, in which currency, and from what amount. */
export function PayoutFields(props: PayoutFieldsProps) {
  const { storefronts, draft, problems, change } = props;
  const { storefront, rail, currency, minimum } = draft;
  const settings = trpc.payouts.getPayoutSettings.useQuery({ storefront }).data;
  return (
    <Stack gap="md">
      {storefronts.length < 2 ? null : (
        <FormRow label="Storefront" error={problems.storefront}>
          {(row) => (
            <NativeSelect
              {...row}
              data={storefronts.map(({ slug, name, currency: own }) => ({
                value: slug,
                label: `${name} (${own})`,
              }))}
              value={storefront}
              onChange={(event) => {
                const slug = event.currentTarget.value;
                const own = storefronts.find((one) => one.slug === slug)?.currency;
                change({ storefront: slug, ...(own === undefined ? {} : { currency: own }) });
              }}
            />
          )}
        </FormRow>
      )}
      <FormRow label="Pay by" help={railMeanings[rail]} error={problems.rail}>
        {(row) => (
          <NativeSelect
            {...row}
            data={PAYOUT_RAILS.map((value) => ({ value, label: railNames[value] }))}
            value={rail}
            // The options above are all of them.
            onChange={(event) => change({ rail: event.currentTarget.value as Rail })}
          />
        )}
      </FormRow>
      {settings === undefined || settings.rails.includes(rail) ? null : (
        <Text fz="sm" c="var(--hub-warn-text)" role="status">
          This storefront is not set up to pay {payWords[rail]}.{' '}
          <AnchorLink to="/payouts/settings" search={{}} fz="sm" underline="always">
            Set it up
          </AnchorLink>
        </Text>
      )}
      <CurrencyRow {...props} />
      <FormRow
        label="Minimum"
        help={`Partners with less are left out, and keep it for the next payout.${
          settings === undefined || settings.currency !== currency
            ? ''
            : ` Empty: the storefront’s own, ${formatMoney(settings.minimum, currency)}.`
        }`}
        error={problems.minimum}
      >
        {(row) => (
          <AmountField
            {...row}
            key={currency}
            currency={currency === '' ? undefined : currency}
            value={minimum}
            onChange={(text) => change({ minimum: text })}
          />
        )}
      </FormRow>
    </Stack>
  );
}

/** Not shown while everything is in one currency. */
function CurrencyRow({ storefronts, draft, problems, change }: PayoutFieldsProps) {
  const { storefront, currency } = draft;
  const due = trpc.payouts.getDue.useQuery({ storefront }).data?.due ?? [];
  const known = new Set([
    ...storefronts.map((one) => one.currency),
    ...due.map((one) => one.currency),
    ...(currency === '' ? [] : [currency]),
  ]);
  if (known.size < 2 && problems.currency === undefined) return null;
  return (
    <FormRow label="Currency" error={problems.currency}>
      {(row) => (
        <NativeSelect
          {...row}
          data={[...known]}
          value={currency}
          // An amount of one currency means something else in another.
          onChange={(event) => change({ currency: event.currentTarget.value, minimum: '' })}
        />
      )}
    </FormRow>
  );
}
