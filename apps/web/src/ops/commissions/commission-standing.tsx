import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Money } from '../../hub/money.tsx';
import type { Commission } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { meaningOf } from './commission-rules.ts';
import { CommissionStateTag } from './commission-state.tsx';

/** How much is left of a commission, and what comes next. */
export function CommissionStanding({ commission }: { commission: Commission }) {
  const { affiliateId, affiliateName, affiliateHandle, currency, state, orderId, storefront } = commission;
  const { amount, reversed, held, voided, left } = commission;
  const taken = { 'Taken back': reversed, Held: held, Voided: voided };
  return (
    <SectionCard
      title="Where it stands"
      intro={meaningOf(commission)}
      aside={
        <AnchorLink to="/orders/find" search={{ storefront, orderId }} fz="sm">
          Its order
        </AnchorLink>
      }
    >
      <Facts>
        <Fact name="State">
          <CommissionStateTag state={state} />
        </Fact>
        <Fact name="Partner">
          <AffiliateName affiliate={{ id: affiliateId, name: affiliateName, handle: affiliateHandle }} />
        </Fact>
        <Fact name="Commission">
          <Money amount={amount} currency={currency} />
        </Fact>
        {Object.entries(taken).map(([name, part]) =>
          Number(part) === 0 ? null : (
            <Fact key={name} name={name}>
              <Money amount={part} currency={currency} />
            </Fact>
          ),
        )}
        <Fact name="Left">
          <b>
            <Money amount={left} currency={currency} />
          </b>
        </Fact>
        <Days commission={commission} />
      </Facts>
    </SectionCard>
  );
}

function Days({ commission: { approvedAt, maturesAt, maturedAt, state } }: { commission: Commission }) {
  const isOver = state === 'reversed' || state === 'void';
  return (
    <>
      {isOver && approvedAt === null ? null : (
        <Fact name="Approved">
          {approvedAt === null ? <Quiet>Not yet</Quiet> : <DateStamp at={approvedAt} />}
        </Fact>
      )}
      {isOver ? null : maturedAt !== null ? (
        <Fact name="Payable since">
          <DateStamp at={maturedAt} />
        </Fact>
      ) : (
        <Fact name="Holding time ends">
          <DateStamp at={maturesAt} />
        </Fact>
      )}
    </>
  );
}

function Quiet({ children }: { children: ReactNode }) {
  return (
    <Text span fz="sm" c="dimmed">
      {children}
    </Text>
  );
}
