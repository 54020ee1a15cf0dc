import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { Fold } from '../../ui/fold.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney, formatQuantity } from '../../ui/format-number.ts';
import { formatTime } from '../../ui/format-time.ts';
import { UNREADABLE } from '../../ui/number-field.tsx';
import { nameOfZone, useTimeZone } from '../../ui/time-zone.tsx';
import { instantOf } from '../../ui/zoned-time.ts';
import { AmountField, CountField } from './amount-field.tsx';
import { isFlat, type LimitKind, type RuleDraft } from './rule-draft.ts';
import type { RuleFieldsProps } from './rule-fields.ts';

/** What most rules leave as it is. */
export function RuleMoreFields(props: RuleFieldsProps) {
  return (
    <div>
      <Customers {...props} />
      <Caps {...props} />
      <Holding {...props} />
      <Base {...props} />
      <Dates {...props} />
    </div>
  );
}

const appliesNames: Record<RuleDraft['appliesTo'], string> = {
  all: 'All orders',
  first: 'A customer’s first order',
  recurring: 'Orders after the first',
};

const limitNames: Record<LimitKind, string> = {
  none: 'Without a limit',
  months: 'For some months',
  orders: 'For some orders',
};

function Customers({ draft, change, problems }: RuleFieldsProps) {
  const { appliesTo, limit, limitCount, lockRate } = draft;
  const says = [
    appliesNames[appliesTo],
    ...(appliesTo === 'first' || limit === 'none' ? [] : [`${limitCount || '…'} ${limit}`]),
    ...(appliesTo !== 'first' && lockRate ? ['rate is locked'] : []),
  ];
  return (
    <Fold title="Which orders of a customer" says={says.join(', ')} isNeeded={problems.limit !== undefined}>
      <Stack gap="md">
        <FormRow label="Orders">
          {(row) => (
            <NativeSelect
              {...row}
              data={optionsOf(appliesNames)}
              value={appliesTo}
              onChange={(event) => change({ appliesTo: event.currentTarget.value as RuleDraft['appliesTo'] })}
            />
          )}
        </FormRow>
        {appliesTo === 'first' ? null : (
          <>
            <FormRow label="How long" help="From the partner’s first commission by the customer.">
              {(row) => (
                <NativeSelect
                  {...row}
                  data={optionsOf(limitNames)}
                  value={limit}
                  onChange={(event) => change({ limit: event.currentTarget.value as LimitKind })}
                />
              )}
            </FormRow>
            {limit === 'none' ? null : (
              <FormRow
                label={limit === 'months' ? 'Months' : 'Orders with a commission'}
                error={problems.limit}
                isRequired
              >
                {(row) => (
                  <CountField
                    {...row}
                    value={limitCount}
                    placeholder="12"
                    onChange={(value) => change({ limitCount: value })}
                  />
                )}
              </FormRow>
            )}
            <Checkbox
              label="Customers keep their rate"
              description="A customer’s later orders keep the version that the first commission had."
              checked={lockRate}
              onChange={(event) => change({ lockRate: event.currentTarget.checked })}
            />
          </>
        )}
      </Stack>
    </Fold>
  );
}

function Caps({ draft: { capPerOrder, capPerMonth }, change, problems, currency }: RuleFieldsProps) {
  const say = (amount: string) => (amount === UNREADABLE ? '…' : formatMoney(amount, currency));
  const caps = [
    ...(capPerOrder === '' ? [] : [`${say(capPerOrder)} an order`]),
    ...(capPerMonth === '' ? [] : [`${say(capPerMonth)} a month`]),
  ];
  return (
    <Fold
      title="Caps"
      says={caps.length === 0 ? 'None' : `At most ${caps.join(', ')}`}
      isNeeded={problems.capPerOrder !== undefined || problems.capPerMonth !== undefined}
    >
      <Stack gap="md">
        <FormRow label="Most per order" help="Leave empty for none." error={problems.capPerOrder}>
          {(row) => (
            <AmountField
              {...row}
              currency={currency}
              value={capPerOrder}
              onChange={(value) => change({ capPerOrder: value })}
            />
          )}
        </FormRow>
        <FormRow
          label="Most per month"
          help="For each partner. A refund makes room for later orders."
          error={problems.capPerMonth}
        >
          {(row) => (
            <AmountField
              {...row}
              currency={currency}
              value={capPerMonth}
              onChange={(value) => change({ capPerMonth: value })}
            />
          )}
        </FormRow>
      </Stack>
    </Fold>
  );
}

function Holding({ draft: { holdDays, autoApprove }, change, problems }: RuleFieldsProps) {
  const held =
    holdDays === '0' || holdDays === '' || holdDays === UNREADABLE
      ? 'Not held'
      : `Held for ${formatQuantity(holdDays)} ${holdDays === '1' ? 'day' : 'days'}`;
  return (
    <Fold
      title="Holding time and approval"
      says={`${held}, ${autoApprove ? 'approved by itself' : 'approved by hand'}`}
      isNeeded={problems.holdDays !== undefined}
    >
      <Stack gap="md">
        <FormRow
          label="Days held"
          help="From the order on, such as your time for returns. At most 999."
          error={problems.holdDays}
        >
          {(row) => (
            <CountField
              {...row}
              unit="days"
              value={holdDays}
              onChange={(value) => change({ holdDays: value })}
            />
          )}
        </FormRow>
        <Checkbox
          label="Approve by itself"
          description="Nobody needs to approve these commissions."
          checked={autoApprove}
          onChange={(event) => change({ autoApprove: event.currentTarget.checked })}
        />
      </Stack>
    </Fold>
  );
}

function Base({ draft, change }: RuleFieldsProps) {
  const { includeTax, includeShipping, payOnZero } = draft;
  if (isFlat(draft)) {
    return (
      <Fold title="What counts" says={payOnZero ? 'Also what costs nothing' : 'Goods that cost something'}>
        <Checkbox
          label="Pay on what costs nothing"
          description="Such as free samples and orders that a gift card paid."
          checked={payOnZero}
          onChange={(event) => change({ payOnZero: event.currentTarget.checked })}
        />
      </Fold>
    );
  }
  const parts = ['Goods', ...(includeShipping ? ['shipping'] : []), ...(includeTax ? ['tax'] : [])];
  return (
    <Fold title="What counts" says={parts.join(', ')}>
      <Stack gap="sm">
        <Checkbox
          label="Shipping counts"
          checked={includeShipping}
          onChange={(event) => change({ includeShipping: event.currentTarget.checked })}
        />
        <Checkbox
          label="Tax counts"
          checked={includeTax}
          onChange={(event) => change({ includeTax: event.currentTarget.checked })}
        />
      </Stack>
    </Fold>
  );
}

function Dates({ draft: { from, to }, change, problems }: RuleFieldsProps) {
  const zone = useTimeZone();
  const say = (wallTime: string) => {
    const at = instantOf(wallTime, zone);
    return Number.isNaN(at.getTime()) ? '…' : formatTime(at, { zone, time: 'short' });
  };
  const says = `From ${from === '' ? 'now' : say(from)}${to === '' ? ' on' : ` until ${say(to)}`}`;
  return (
    <Fold title="Dates" says={says} isNeeded={problems.from !== undefined || problems.to !== undefined}>
      <Stack gap="md">
        <FormRow
          label="From"
          help={`Leave empty for now. Orders that are booked are never counted again. In ${nameOfZone(zone)}.`}
          error={problems.from}
        >
          {(row) => (
            <TextInput
              {...row}
              type="datetime-local"
              value={from}
              onChange={(event) => change({ from: event.currentTarget.value })}
            />
          )}
        </FormRow>
        <FormRow label="Until" help="Leave empty for no end." error={problems.to}>
          {(row) => (
            <TextInput
              {...row}
              type="datetime-local"
              value={to}
              onChange={(event) => change({ to: event.currentTarget.value })}
            />
          )}
        </FormRow>
      </Stack>
    </Fold>
  );
}

function optionsOf(names: Record<string, string>) {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}
