import { IconCircleOff, IconCopyPlus } from '@tabler/icons-react';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import type { CommissionRule } from '../../hub/trpc.ts';
import { useNow } from '../../ui/clock.ts';
import { Lines } from '../../ui/lines.tsx';
import { CellLink } from '../../ui/links.tsx';
import { MenuItem, MenuItemLink } from '../../ui/menu-items.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag } from '../../ui/tag.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import { goodsOf, isAlways, ordersOf, paysOf, stateOf, whoOf } from './rule-words.ts';
import classes from './rules.module.css';

/** The columns of a list of versions. `onEnd` asks when a version ends. */
export function ruleColumns(onEnd: (rule: CommissionRule) => void): Column<CommissionRule>[] {
  return [...facts, actions(onEnd)];
}

const facts: Column<CommissionRule>[] = [
  {
    name: 'Rule',
    card: 'title',
    width: '40%',
    cell: ({ id, name, words }) => (
      <>
        <CellLink to="/rules/$id" params={{ id: String(id) }} search={{}} className="hub-row-link">
          <bdi className={classes.name} title={name}>
            {name}
          </bdi>
        </CellLink>
        <span className={classes.words} title={words}>
          <bdi>{words}</bdi>
        </span>
      </>
    ),
  },
  {
    name: 'For',
    width: '22%',
    cell: (rule) => {
      const [who, goods] = [whoOf(rule), goodsOf(rule)];
      return (
        <Lines
          detail={
            goods.value === null ? (
              goods.kind
            ) : (
              <>
                {goods.kind} <bdi className="hub-mono">{goods.value}</bdi>
              </>
            )
          }
        >
          {who.name === null ? (
            who.kind
          ) : (
            <>
              {who.kind === 'Group' ? 'Group ' : ''}
              <bdi>{who.name}</bdi>
            </>
          )}
        </Lines>
      );
    },
  },
  {
    name: 'Pays',
    card: 'line',
    width: '14%',
    cell: (rule) => <Lines detail={ordersOf(rule)}>{paysOf(rule)}</Lines>,
  },
  { name: 'Since', card: 'line', width: 124, cell: (rule) => <Period rule={rule} /> },
];

const actions = (onEnd: (rule: CommissionRule) => void): Column<CommissionRule> => ({
  name: 'Actions',
  card: 'actions',
  width: 60,
  cell: (rule) => (
    <OperatorOnly>
      <RowMenu
        label={`Actions for ${rule.name}`}
        items={() => (
          <>
            <MenuItemLink
              to="/rules/new"
              search={{ version: rule.id }}
              icon={<IconCopyPlus size={16} aria-hidden />}
            >
              New version
            </MenuItemLink>
            {rule.to === null ? (
              <MenuItem icon={<IconCircleOff size={16} aria-hidden />} onSelect={() => onEnd(rule)} isDanger>
                End…
              </MenuItem>
            ) : null}
          </>
        )}
      />
    </OperatorOnly>
  ),
});

function Period({ rule }: { rule: CommissionRule }) {
  const state = stateOf(rule, useNow());
  return (
    <Lines
      detail={
        rule.to === null ? null : (
          <>
            until <DateStamp at={rule.to} />
          </>
        )
      }
    >
      {isAlways(rule) ? 'From the start' : <DateStamp at={rule.from} />} <RuleStateTag state={state} />
    </Lines>
  );
}

/** Says what is not the rule: that a version is not for orders now. */
function RuleStateTag({ state }: { state: ReturnType<typeof stateOf> }) {
  if (state === 'live') return null;
  return (
    <Tag tone={state === 'upcoming' ? 'accent' : 'faint'}>{state === 'upcoming' ? 'Later' : 'Ended'}</Tag>
  );
}
