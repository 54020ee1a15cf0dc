import { Money } from '../../hub/money.tsx';
import type { OrderDetail } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { SectionCard } from '../../ui/section-card.tsx';

/** What the customer pays, and what of it was reported by itself. */
export function OrderAmounts({ order }: { order: OrderDetail }) {
  const { currency, revenue, shipping, tax, fees, discount, refunded } = order;
  const parts = { Shipping: shipping, Tax: tax, Fees: fees, Discount: discount };
  return (
    <SectionCard title="Amounts">
      <Facts>
        <Fact name="Revenue">
          <b>
            <Money amount={revenue} currency={currency} />
          </b>
        </Fact>
        {Object.entries(parts).map(([name, amount]) =>
          amount === null ? null : (
            <Fact key={name} name={name}>
              <Money amount={amount} currency={currency} />
            </Fact>
          ),
        )}
        {Number(refunded) === 0 ? null : (
          <Fact name="Refunded">
            <Money amount={refunded} currency={currency} />
          </Fact>
        )}
      </Facts>
    </SectionCard>
  );
}
