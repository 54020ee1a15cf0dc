import { Button, Group, Paper, Skeleton, Stack } from '@mantine/core';
import { IconPercentage } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type CommissionRule, trpc } from '../../hub/trpc.ts';
import { useNow } from '../../ui/clock.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { RuleVersions } from './rule-versions.tsx';
import { goodsOf, isAlways, paysOf, stateOf } from './rule-words.ts';
import classes from './rules.module.css';

const endDialog = onIntent(() => import('./end-rule-dialog.tsx'), 'EndRuleDialog');

const route = getRouteApi('/operator/rules/$id');

/** A version of a rule: what it does, whom it is for, and the versions before and after it. */
export function RulePage() {
  const id = Number(route.useParams().id);
  const query = trpc.commissions.getRule.useQuery({ id });
  const rule = query.data;
  const isMissing = query.isError && readHubError(query.error).code === 'not_found';
  const [isEnding, setEnding] = useState(false);
  return (
    <DetailPage
      list={{ path: '/rules', name: 'Rules' }}
      title={rule?.name ?? (isMissing ? 'No such rule' : 'Rule')}
      description={rule === undefined ? undefined : <When rule={rule} />}
      action={
        rule === undefined ? undefined : (
          <OperatorOnly>
            <Group gap="xs">
              {rule.to === null ? (
                <Button
                  variant="default"
                  c="var(--hub-bad-text)"
                  {...endDialog.nearby}
                  onClick={() => setEnding(true)}
                >
                  End…
                </Button>
              ) : null}
              <ButtonLink to="/rules/new" search={{ version: rule.id }}>
                New version
              </ButtonLink>
            </Group>
          </OperatorOnly>
        )
      }
    >
      {rule === undefined ? (
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
            <Stack gap="md">
              <SectionCard title="What it does">
                <Stack gap="lg">
                  <p className={classes.sentences}>
                    <bdi>{shown.words}</bdi>
                  </p>
                  <RuleFacts rule={shown} commissions={shown.commissions} />
                </Stack>
              </SectionCard>
              <RuleVersions shown={shown.id} versions={shown.versions} />
            </Stack>
          )}
        </QueryView>
      )}
      <Late
        part={endDialog}
        isOpen={isEnding && rule !== undefined}
        rule={isEnding && rule !== undefined ? rule : null}
        onClose={() => setEnding(false)}
      />
    </DetailPage>
  );
}

const stateNames = { live: 'Live', upcoming: 'Begins later', ended: 'Ended' } as const;

function When({ rule }: { rule: CommissionRule }) {
  const state = stateOf(rule, useNow());
  return (
    <>
      <Tag tone={state === 'live' ? 'good' : state === 'upcoming' ? 'accent' : 'faint'}>
        {stateNames[state]}
      </Tag>{' '}
      from {isAlways(rule) ? 'the beginning' : <Timestamp at={rule.from} isShort />}
      {rule.to === null ? null : (
        <>
          {' until '}
          <Timestamp at={rule.to} isShort />
        </>
      )}
      {' · '}
      <ZoneNote />
    </>
  );
}

function RuleFacts({ rule, commissions }: { rule: CommissionRule; commissions: number }) {
  const { affiliateId, affiliateHandle, group, storefront } = rule;
  const goods = goodsOf(rule);
  return (
    <Facts>
      <Fact name="For">
        {affiliateId !== null ? (
          <AnchorLink
            to="/affiliates/$id"
            params={{ id: String(affiliateId) }}
            search={{ tab: 'terms' }}
            c="inherit"
            td="underline"
            fz="sm"
          >
            <bdi>{affiliateHandle}</bdi>
          </AnchorLink>
        ) : group === null ? (
          'Every partner'
        ) : (
          <bdi>Group {group}</bdi>
        )}
      </Fact>
      <Fact name="Goods">
        {goods.value === null ? (
          goods.kind
        ) : (
          <>
            {goods.kind} <bdi className="hub-mono">{goods.value}</bdi>
          </>
        )}
      </Fact>
      <Fact name="Pays">{paysOf(rule)}</Fact>
      <Fact name="Storefront">{storefront ?? 'All'}</Fact>
      <Fact name="Commissions so far">{formatCount(commissions)}</Fact>
    </Facts>
  );
}

function Missing() {
  return (
    <EmptyState
      icon={IconPercentage}
      title="There is no such rule"
      action={
        <ButtonLink to="/rules" search={{}} variant="default">
          Show the rules
        </ButtonLink>
      }
    >
      The address may be mistyped. Rules are never deleted.
    </EmptyState>
  );
}

function Loading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={24} width={140} />
      <Skeleton height={48} />
      <Skeleton height={40} width="60%" />
      <Skeleton height={40} width="50%" />
    </Stack>
  );
}
