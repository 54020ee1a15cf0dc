import { Button, Group, Stack } from '@mantine/core';
import { IconPercentage } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryDetailPage } from '../../hub/query-detail-page.tsx';
import { type CommissionRule, trpc } from '../../hub/trpc.ts';
import { useNow } from '../../ui/clock.ts';
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
  const [isEnding, setEnding] = useState(false);
  return (
    <QueryDetailPage
      list={{ path: '/rules', name: 'Rules' }}
      noun="rule"
      icon={IconPercentage}
      query={query}
      title={({ name }) => name}
      description={(rule) => <When rule={rule} />}
      action={(rule) => (
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
      )}
      hint="The address may be mistyped. Rules are never deleted."
    >
      {(rule) => (
        <>
          <SectionCard title="What it does">
            <Stack gap="lg">
              <p className={classes.sentences}>
                <bdi>{rule.words}</bdi>
              </p>
              <RuleFacts rule={rule} commissions={rule.commissions} />
            </Stack>
          </SectionCard>
          <RuleVersions shown={rule.id} versions={rule.versions} />
          <Late
            part={endDialog}
            isOpen={isEnding}
            rule={isEnding ? rule : null}
            onClose={() => setEnding(false)}
          />
        </>
      )}
    </QueryDetailPage>
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
