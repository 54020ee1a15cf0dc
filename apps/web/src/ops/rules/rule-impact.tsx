import type { AdminOutputs } from '@dreamteamhub/sdk/admin';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { useListRange } from '../../hub/list-range.ts';
import { Money } from '../../hub/money.tsx';
import { trpc } from '../../hub/trpc.ts';
import type { DateRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { FormError } from '../../ui/form-footer.tsx';
import { formatCount, formatMoney } from '../../ui/format-number.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import type { RuleInput } from './rule-draft.ts';
import classes from './rules.module.css';

type Impact = AdminOutputs['commissions']['getImpact'];

/** What a rule would have changed on the orders of some days. It is counted when somebody asks: that may take seconds. */
export function RuleImpact({ rule }: { rule: RuleInput | null }) {
  const zone = useTimeZone();
  const [range, setRange] = useState<DateRange>({ preset: 'lastMonth' });
  const days = useListRange(range, zone);
  const { mutate, data, error, isPending, variables } = trpc.commissions.getImpact.useMutation();
  const wanted =
    rule === null || days.from === undefined || days.to === undefined
      ? null
      : { rule, from: days.from, to: days.to };
  const isOld = isPending || JSON.stringify(variables) !== JSON.stringify(wanted);
  return (
    <Stack gap="md">
      <Text fz="sm" c="dimmed">
        What the rule would have changed on orders that are booked, as if it had been there then.
      </Text>
      <Group gap="sm" align="flex-start">
        <DateRangeField
          range={range}
          onChoose={setRange}
          resolved={days.resolved === undefined ? undefined : days.resolved}
        />
        <Button
          variant="default"
          loading={isPending}
          disabled={wanted === null || !days.isReady}
          onClick={() => wanted !== null && mutate(wanted)}
        >
          Count
        </Button>
      </Group>
      {rule === null ? (
        <Text fz="sm" c="dimmed">
          Fill in the form of the rule above.
        </Text>
      ) : null}
      <FormError message={error === null ? undefined : readHubError(error).message} />
      {data === undefined ? null : <ImpactResult impact={data} isOld={isOld} />}
    </Stack>
  );
}

function ImpactResult({ impact: { orders, changed, totals }, isOld }: { impact: Impact; isOld: boolean }) {
  return (
    <section className={classes.result} data-old={isOld} aria-label="Impact">
      <Stack gap="md">
        <Text fz="sm" role="status">
          {orders === 0
            ? 'No orders were booked in these days.'
            : `${formatCount(changed)} of ${formatCount(orders)} ${orders === 1 ? 'order' : 'orders'} would pay something else.`}
          {isOld ? ' Counted for what was chosen before.' : ''}
        </Text>
        {totals.map(({ currency, before, after, difference }) => (
          <Facts key={currency}>
            <Fact name={`Change in ${currency}`}>
              <span className={classes.total}>{signed(difference, currency)}</span>
            </Fact>
            <Fact name="As booked">
              <Money amount={before} currency={currency} />
            </Fact>
            <Fact name="With this rule">
              <Money amount={after} currency={currency} />
            </Fact>
          </Facts>
        ))}
      </Stack>
    </section>
  );
}

/** An amount with its sign: `+$1,240.00`. */
function signed(amount: string, currency: string): string {
  const text = formatMoney(amount.replace('-', ''), currency);
  if (amount.startsWith('-')) return `−${text}`;
  return /[1-9]/.test(amount) ? `+${text}` : text;
}
