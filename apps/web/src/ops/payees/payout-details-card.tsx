import { Button, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { QueryView } from '../../hub/query-view.tsx';
import { type Affiliate, type PayoutDetails, trpc } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Tag } from '../../ui/tag.tsx';
import { DateStamp, Timestamp } from '../../ui/timestamp.tsx';
import { methodNames } from './details-words.ts';

const dialog = onIntent(() => import('./payout-details-dialog.tsx'), 'PayoutDetailsDialog');

/** Where a partner is paid, as far as it may be shown. For operators: the hub tells nobody else. */
export function PayoutDetailsCard({ affiliate }: { affiliate: Affiliate }) {
  const [isOpen, setOpen] = useState(false);
  const query = trpc.payouts.getPayoutDetails.useQuery({ id: affiliate.id });
  const details = query.data;
  return (
    <SectionCard
      title="Payout details"
      aside={
        details === undefined ? undefined : (
          <Button
            variant="default"
            size="compact-md"
            fz="sm"
            {...dialog.nearby}
            onClick={() => setOpen(true)}
          >
            {details.method === null ? 'Set details…' : 'Change…'}
          </Button>
        )
      }
    >
      <QueryView query={query} loading={<Skeleton height={72} />}>
        {(shown) => (shown.method === null ? <NoDetails /> : <Known details={shown} />)}
      </QueryView>
      {details === undefined ? null : (
        <Late
          part={dialog}
          isOpen={isOpen}
          affiliate={affiliate}
          details={details}
          onClose={() => setOpen(false)}
        />
      )}
    </SectionCard>
  );
}

function Known({ details }: { details: PayoutDetails }) {
  const { method, hint, holder, changedAt, changedBy } = details;
  return (
    <>
      <Facts>
        <Fact name="Paid by">{method === null ? null : methodNames[method]}</Fact>
        {/* Of another way, the note itself is sealed. */}
        {hint === null || method === 'other' ? null : (
          <Fact name={method === 'bank' ? 'IBAN' : 'PayPal address'}>
            <bdi className="hub-mono">{hint}</bdi>
          </Fact>
        )}
        {holder === null || method !== 'bank' ? null : (
          <Fact name="Account holder">
            <bdi>{holder}</bdi>
          </Fact>
        )}
        {changedAt === null ? null : (
          <Fact name="Changed">
            <DateStamp at={changedAt} />
            {changedBy === null ? null : (
              <Text fz={13} c="dimmed" component="div">
                <bdi>{changedBy}</bdi>
              </Text>
            )}
          </Fact>
        )}
      </Facts>
      {details.inSepa === false ? (
        <Text fz="sm" mt="md" component="div">
          SEPA does not reach the country of this account: batches that pay by SEPA leave this partner out.
        </Text>
      ) : null}
      <Hold details={details} />
    </>
  );
}

function Hold({ details: { onHold, usableFrom } }: { details: PayoutDetails }) {
  if (!onHold || usableFrom === null) return null;
  return (
    <Text fz="sm" mt="md" component="div">
      <Tag tone="warn">On hold</Tag> Nothing is paid there until <Timestamp at={usableFrom} isShort />. Until
      then, batches leave this partner out.
    </Text>
  );
}

function NoDetails() {
  return (
    <Text fz="sm" c="dimmed">
      Nobody has said yet where this partner is paid. Until then, only payments by hand can be made; other
      batches leave them out.
    </Text>
  );
}
