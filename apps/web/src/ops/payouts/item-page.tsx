import { Button, Paper, Skeleton, Stack, Text, ThemeIcon, Timeline } from '@mantine/core';
import {
  type Icon,
  IconArrowsDiff,
  IconBuildingBank,
  IconCash,
  IconCheck,
  IconHistory,
  IconUser,
} from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { useLive } from '../../hub/live/live.tsx';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type PayoutItemDetail, trpc } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { DetailPage } from '../../ui/detail-page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { formatSentence } from '../../ui/format-sentence.ts';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { outcomesOf } from './batch-rules.ts';
import { ItemStateTag } from './batch-state.tsx';
import { batchName, itemStateMeanings, railNames } from './batch-words.ts';
import { type ItemEvent, isLate, lastWord, outcomeWords, whatWasSaid, whoSaid } from './item-story.ts';

const settleDialog = onIntent(() => import('./settle-dialog.tsx'), 'SettleDialog');

const route = getRouteApi('/operator/payouts/items/$id');

/** One payment: where it stands, where it goes, and all that was said of it. */
export function ItemPage() {
  const id = Number(route.useParams().id);
  const cache = trpc.useUtils();
  useLive(['orders'], () => cache.payouts.invalidate());
  const query = trpc.payouts.getItem.useQuery({ id });
  const item = query.data;
  const isMissing = query.isError && readHubError(query.error).code === 'not_found';
  return (
    <DetailPage
      list={{ path: '/payouts', name: 'Payouts' }}
      title={
        item === undefined ? (isMissing ? 'No such payment' : 'Payment') : `Payment to ${item.affiliateName}`
      }
      description={
        item === undefined ? undefined : (
          <>
            Drafted <Timestamp at={item.createdAt} isShort /> · <ZoneNote />
          </>
        )
      }
      action={item === undefined ? undefined : <WhatHappened item={item} />}
    >
      {item === undefined ? (
        <Paper>
          {isMissing ? (
            <Missing />
          ) : (
            <QueryView query={query} loading={<Loading />}>
              {() => null}
            </QueryView>
          )}
        </Paper>
      ) : (
        <QueryView query={query} loading={null}>
          {(shown) => (
            <Stack gap="lg">
              <Standing item={shown} />
              <History events={shown.events} currency={shown.currency} />
            </Stack>
          )}
        </QueryView>
      )}
    </DetailPage>
  );
}

function WhatHappened({ item }: { item: PayoutItemDetail }) {
  const [isOpen, setOpen] = useState(false);
  if (item.rail === 'paypal' || outcomesOf(item).length === 0) return null;
  return (
    <OperatorOnly>
      <Button variant="default" {...settleDialog.nearby} onClick={() => setOpen(true)}>
        What happened…
      </Button>
      <Late part={settleDialog} isOpen={isOpen} item={item} onClose={() => setOpen(false)} />
    </OperatorOnly>
  );
}

function Standing({ item }: { item: PayoutItemDetail }) {
  const { affiliateId: id, affiliateName: name, affiliateHandle: handle } = item;
  return (
    <SectionCard title="Where it stands" intro={itemStateMeanings[item.state]}>
      <Facts>
        <Fact name="State">
          <ItemStateTag state={item.state} />
        </Fact>
        <Fact name="Amount">
          <b>
            <Money amount={item.amount} currency={item.currency} />
          </b>
        </Fact>
        <Fact name="Partner">
          <AffiliateName affiliate={{ id, name, handle }} />
        </Fact>
        {item.batchId === null ? null : (
          <Fact name="Payout">
            <AnchorLink to="/payouts/$id" params={{ id: String(item.batchId) }} search={{}} fz="sm">
              {batchName(item.batchId)}
            </AnchorLink>
          </Fact>
        )}
        <Fact name="Paid by">{railNames[item.rail]}</Fact>
        {item.payee === null ? null : (
          <Fact name="To">
            <bdi className="hub-mono">{item.payee}</bdi>
          </Fact>
        )}
        {item.reference === null ? null : (
          <Fact name="Reference">
            <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, minWidth: 0 }}>
              <span className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
                {item.reference}
              </span>
              <CopyValue value={item.reference} label="Copy the reference" />
            </span>
          </Fact>
        )}
        {item.conversionId === null ? null : (
          <Fact name="For">
            <AnchorLink to="/commissions/$id" params={{ id: String(item.conversionId) }} fz="sm">
              One commission
            </AnchorLink>
          </Fact>
        )}
        {item.settledAt === null ? null : (
          <Fact name="Settled">
            <Timestamp at={item.settledAt} isShort />
          </Fact>
        )}
        {item.reason === null ? null : (
          <Fact name="Reason">
            <bdi>{formatSentence(item.reason)}</bdi>
          </Fact>
        )}
        {lastWord(item) === null ? null : (
          <Fact name="The provider says">
            <bdi className="hub-mono">{lastWord(item)}</bdi>
          </Fact>
        )}
      </Facts>
    </SectionCard>
  );
}

const looks: Readonly<Record<ItemEvent['source'], Icon>> = {
  person: IconUser,
  bankFile: IconBuildingBank,
  provider: IconCash,
};

const outcomeLooks: Readonly<Record<ItemEvent['outcome'], { color: string; icon: Icon | null }>> = {
  applied: { color: 'petrol', icon: null },
  stale: { color: 'gray', icon: IconCheck },
  contradicting: { color: 'orange', icon: IconArrowsDiff },
};

/** All that was said of it, oldest first. */
function History({ events, currency }: { events: readonly ItemEvent[]; currency: string }) {
  return (
    <SectionCard title="What was said of it">
      {events.length === 0 ? (
        <EmptyState icon={IconHistory} title="Nothing yet">
          What you, the bank or the provider say of this payment appears here.
        </EmptyState>
      ) : (
        <Timeline bulletSize={26} lineWidth={1} aria-label="What was said of it" role="list">
          {events.map((event) => {
            const { color, icon } = outcomeLooks[event.outcome];
            const EventIcon = icon ?? looks[event.source];
            const consequence = outcomeWords[event.outcome];
            return (
              <Timeline.Item
                key={`${event.receivedAt} ${event.source} ${event.status} ${event.occurredAt}`}
                role="listitem"
                bullet={
                  <ThemeIcon variant="light" color={color} size={26} radius="xl">
                    <EventIcon size={15} aria-hidden />
                  </ThemeIcon>
                }
              >
                <Text fz="sm" fw={550} component="div" style={{ overflowWrap: 'anywhere' }}>
                  <bdi>{whoSaid(event)}</bdi> {whatWasSaid(event)}
                  {event.amount === null ? null : (
                    <>
                      {': '}
                      <Money amount={event.amount} currency={currency} />
                    </>
                  )}
                </Text>
                {event.reason === null ? null : (
                  <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
                    <bdi>{formatSentence(event.reason)}</bdi>
                  </Text>
                )}
                {consequence === null ? null : <Text fz="sm">{consequence}</Text>}
                <Text fz={13} c="dimmed" component="div">
                  <Timestamp at={event.occurredAt} />
                  {isLate(event) ? (
                    <>
                      , heard <Timestamp at={event.receivedAt} />
                    </>
                  ) : null}
                </Text>
              </Timeline.Item>
            );
          })}
        </Timeline>
      )}
    </SectionCard>
  );
}

function Missing() {
  return (
    <EmptyState
      icon={IconCash}
      title="There is no such payment"
      action={
        <ButtonLink to="/payouts" search={{}} variant="default">
          Show the payouts
        </ButtonLink>
      }
    >
      The address may be mistyped.
    </EmptyState>
  );
}

function Loading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={18} width={160} />
      <Skeleton height={44} />
      <Skeleton height={90} />
    </Stack>
  );
}
