import { Skeleton, Text, ThemeIcon, Timeline } from '@mantine/core';
import {
  type Icon,
  IconAdjustmentsHorizontal,
  IconArrowBackUp,
  IconArrowsDiff,
  IconBan,
  IconCash,
  IconCheck,
  IconCoins,
  IconHistory,
  IconHourglassEmpty,
  IconLock,
  IconLockOpen,
  IconReceipt,
} from '@tabler/icons-react';
import { Money } from '../../hub/money.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Commission, type Transfer, trpc } from '../../hub/trpc.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { type Step, tellStory } from './story.ts';

const looks: Readonly<Record<Step['cause'], { icon: Icon; color: string }>> = {
  accrue: { icon: IconCoins, color: 'petrol' },
  approve: { icon: IconCheck, color: 'petrol' },
  mature: { icon: IconHourglassEmpty, color: 'petrol' },
  refund: { icon: IconArrowBackUp, color: 'orange' },
  void: { icon: IconBan, color: 'gray' },
  dispute: { icon: IconLock, color: 'orange' },
  free: { icon: IconLockOpen, color: 'petrol' },
  pay: { icon: IconCash, color: 'green' },
  adjust: { icon: IconAdjustmentsHorizontal, color: 'gray' },
  migrate: { icon: IconHistory, color: 'gray' },
  reserve: { icon: IconCash, color: 'petrol' },
  release: { icon: IconArrowBackUp, color: 'gray' },
  return: { icon: IconArrowBackUp, color: 'orange' },
  fee: { icon: IconReceipt, color: 'gray' },
  mismatch: { icon: IconArrowsDiff, color: 'orange' },
};

/** The most that one request gives; an order of a thousand lines has more transfers. */
const MOST_TRANSFERS = 500;

/** What happened to a commission, oldest first, as the ledger has it. */
export function CommissionStory({ commission }: { commission: Commission }) {
  const { conversionId } = commission;
  const query = trpc.ledger.listTransfers.useQuery({ conversionId, limit: MOST_TRANSFERS });
  return (
    <SectionCard
      title="What happened"
      aside={
        <AnchorLink to="/ledger/transfers" search={{ conversionId }} fz="sm">
          In the ledger
        </AnchorLink>
      }
    >
      <QueryView query={query} loading={<Skeleton height={120} />}>
        {({ items, nextCursor }) => (
          <>
            {nextCursor === null ? null : (
              <Text fz="sm" c="dimmed" mb="sm">
                The latest {MOST_TRANSFERS} transfers. The ledger has all of them.
              </Text>
            )}
            <Steps items={items} commission={commission} />
          </>
        )}
      </QueryView>
    </SectionCard>
  );
}

function Steps({ items, commission }: { items: readonly Transfer[]; commission: Commission }) {
  const steps = tellStory(items, commission);
  if (steps.length === 0) {
    return (
      <Text fz="sm" c="dimmed">
        No money has moved: the commission is zero.
      </Text>
    );
  }
  return (
    <Timeline bulletSize={26} lineWidth={1} aria-label="What happened" role="list">
      {steps.map(({ key, cause, words, amount, at }) => {
        const { icon: Icon, color } = looks[cause];
        return (
          <Timeline.Item
            key={key}
            role="listitem"
            bullet={
              <ThemeIcon variant="light" color={color} size={26} radius="xl">
                <Icon size={15} aria-hidden />
              </ThemeIcon>
            }
          >
            <Text fz="sm" fw={550} component="div" style={{ overflowWrap: 'anywhere' }}>
              <bdi>{words}</bdi>
              {amount === null ? null : (
                <>
                  {': '}
                  <Money amount={amount} currency={commission.currency} />
                </>
              )}
            </Text>
            <Text fz={13} c="dimmed" component="div">
              <Timestamp at={at} />
            </Text>
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
