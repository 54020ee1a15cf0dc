import { Group, Stack, Text } from '@mantine/core';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Affiliate, type CommissionRule, trpc } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { DataTableSkeleton } from '../../ui/table-skeleton.tsx';
import { goodsOf, ordersOf, paysOf, whoOf } from '../rules/rule-words.ts';
import classes from './affiliate-page.module.css';
import { formatCommissionRate } from './commission-rate.ts';

/** What a partner earns: its group, and the rules of its orders, the first that applies first. */
export function AffiliateTerms({ affiliate }: { affiliate: Affiliate }) {
  const { id, handle } = affiliate;
  const terms = trpc.commissions.getAffiliateTerms.useQuery({ id });
  return (
    <SectionCard
      title="Terms"
      intro="For each line of an order, the first of these rules that fits counts."
      aside={
        <Group gap="xs">
          <ButtonLink to="/rules/try" search={{ affiliate: handle }} variant="default">
            Try an order
          </ButtonLink>
          <OperatorOnly>
            <ButtonLink to="/rules/new" search={{ affiliate: handle }}>
              New rule for this partner
            </ButtonLink>
          </OperatorOnly>
        </Group>
      }
    >
      <QueryView query={terms} loading={<DataTableSkeleton rows={4} />}>
        {({ group, defaultRateBps, rules }) => (
          <Stack gap="lg">
            <Facts>
              <Fact name="Group">
                {group === null ? (
                  'None'
                ) : (
                  <AnchorLink
                    to="/rules/groups/$id"
                    params={{ id: String(group.id) }}
                    c="inherit"
                    td="underline"
                    fz="sm"
                  >
                    <bdi className={classes.termName} title={group.name}>
                      {group.name}
                    </bdi>
                  </AnchorLink>
                )}
              </Fact>
              <Fact name="Default rate of the hub">{formatCommissionRate(defaultRateBps)}</Fact>
            </Facts>
            <ol className={classes.terms}>
              {rules.map((rule) => (
                <Term key={rule.id} rule={rule} />
              ))}
              <li>
                <Text fz="sm" fw={550} component="div">
                  Everything else · {formatCommissionRate(defaultRateBps)}
                </Text>
                <Text fz={13} c="dimmed">
                  The hub’s default rate, where no rule fits.
                </Text>
              </li>
            </ol>
          </Stack>
        )}
      </QueryView>
    </SectionCard>
  );
}

function Term({ rule }: { rule: CommissionRule }) {
  const [who, goods, orders] = [whoOf(rule), goodsOf(rule), ordersOf(rule)];
  return (
    <li>
      <Text fz="sm" fw={550} component="div" className={classes.termHead}>
        <AnchorLink
          to="/rules/$id"
          params={{ id: String(rule.id) }}
          c="inherit"
          fz="sm"
          fw={550}
          td="underline"
        >
          <bdi className={classes.termName} title={rule.name}>
            {rule.name}
          </bdi>
        </AnchorLink>
        <span>· {paysOf(rule)}</span>
      </Text>
      <Text fz={13} c="dimmed" component="div" className={classes.termName}>
        {who.kind}
        {who.kind === 'Group' ? (
          <>
            {' '}
            <bdi>{who.name}</bdi>
          </>
        ) : null}
        {' · '}
        {goods.kind}
        {goods.value === null ? null : (
          <>
            {' '}
            <bdi className="hub-mono">{goods.value}</bdi>
          </>
        )}
        {orders === null ? null : ` · ${orders}`}
      </Text>
      <Text fz="sm" mt={2} className={classes.termWords} title={rule.words}>
        <bdi>{rule.words}</bdi>
      </Text>
    </li>
  );
}
