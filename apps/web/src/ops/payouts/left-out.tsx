import { Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { Money } from '../../hub/money.tsx';
import { Fold } from '../../ui/fold.tsx';
import { CellLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { ToolButton } from '../../ui/tool-button.tsx';
import { partnersWords } from './item-counts.ts';
import { groupLeftOut, type LeftOutGroup, type LeftOutPartner } from './left-out-words.ts';
import classes from './payouts.module.css';

/** So many of a group are drawn until somebody asks for all. */
const FIRST = 10;

/** Who is left out of a payout, by why. Shows nothing when nobody is. */
export function LeftOut(props: { leftOut: readonly LeftOutPartner[]; currency: string; intro: string }) {
  const { leftOut, currency, intro } = props;
  if (leftOut.length === 0) return null;
  return (
    <SectionCard title={`Left out: ${partnersWords(leftOut.length)}`} intro={intro}>
      {groupLeftOut(leftOut).map((group) => (
        <Group key={group.reason} group={group} currency={currency} />
      ))}
    </SectionCard>
  );
}

function Group({ group, currency }: { group: LeftOutGroup; currency: string }) {
  const { title, meaning, partners, isForSomebody } = group;
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? partners : partners.slice(0, FIRST);
  return (
    <Fold title={title} says={partnersWords(partners.length)} beginsOpen={isForSomebody}>
      <Text fz="sm" c="dimmed">
        {meaning}
      </Text>
      <ul className={classes.partners}>
        {shown.map(({ affiliateId, affiliateName, affiliateHandle, amount, because }) => (
          <li key={affiliateId}>
            <span className={classes.partner}>
              <CellLink
                to="/affiliates/$id"
                params={{ id: String(affiliateId) }}
                search={isForSomebody ? { tab: 'payouts' } : {}}
              >
                <bdi>{affiliateName}</bdi>
              </CellLink>{' '}
              <span className={classes.quiet}>
                <bdi>{affiliateHandle}</bdi> · {because}
              </span>
            </span>
            <Money amount={amount} currency={currency} />
          </li>
        ))}
      </ul>
      {shown.length === partners.length ? null : (
        <ToolButton icon={IconChevronDown} onClick={() => setWhole(true)}>
          Show all {partnersWords(partners.length)}
        </ToolButton>
      )}
    </Fold>
  );
}
