import { Text, VisuallyHidden } from '@mantine/core';
import { Money } from '../../hub/money.tsx';

/** The amount that refunds reversed. Absent for an order without refunds. */
export function GivenBack({ amount, currency, what }: { amount: string; currency: string; what: string }) {
  if (Number(amount) === 0) return null;
  return (
    <Text component="span" display="block" fz={13} c="dimmed" title={what}>
      <Money amount={`-${amount}`} currency={currency} /> <VisuallyHidden>{what}</VisuallyHidden>
    </Text>
  );
}
