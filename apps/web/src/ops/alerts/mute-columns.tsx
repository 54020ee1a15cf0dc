import { IconBellRinging, IconClock } from '@tabler/icons-react';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import type { Mute } from '../../hub/trpc.ts';
import { totalWords } from '../../ui/count-line.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { MenuItem } from '../../ui/menu-items.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Timestamp } from '../../ui/timestamp.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import { kindNames } from './mute-rules.ts';
import { useMutes } from './use-mutes.ts';

export const muteColumns: Column<Mute>[] = [
  {
    name: 'Muted',
    card: 'title',
    sort: 'value',
    width: '30%',
    orderNames: { asc: 'Name, A to Z', desc: 'Name, Z to A' },
    cell: (mute) => (
      <Lines detail={mute.kind === 'sku' ? 'Product' : kindNames[mute.kind]}>
        <What mute={mute} />
      </Lines>
    ),
  },
  {
    name: 'Until',
    card: 'line',
    sort: 'until',
    orderNames: { asc: 'Ends first', desc: 'Ends last' },
    cell: ({ until }) => (until === null ? 'somebody ends it' : <Timestamp at={until} isShort />),
  },
  {
    name: 'Covers now',
    card: 'line',
    cell: ({ reach: { products, alerts } }) => (
      <Lines detail={alerts === 0 ? 'no alert' : alerts === 1 ? '1 alert' : `${formatCount(alerts)} alerts`}>
        {totalWords(products, 'product')}
      </Lines>
    ),
  },
  {
    name: 'Note',
    card: 'hidden',
    width: '22%',
    cell: ({ note }) => (note === null ? null : <Lines>{<bdi>{note}</bdi>}</Lines>),
  },
  {
    name: 'By',
    card: 'line',
    sort: 'createdAt',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: ({ createdBy, createdAt }) => (
      <Lines detail={<RelativeTime at={createdAt} isInRow />}>
        <bdi>{createdBy}</bdi>
      </Lines>
    ),
  },
  {
    name: 'Actions',
    card: 'actions',
    width: 60,
    cell: (mute) => (
      <OperatorOnly>
        <RowMenu label={`Actions for ${mute.value}`} items={() => <RowItems mute={mute} />} />
      </OperatorOnly>
    ),
  },
];

/** The value, which leads to what it reaches. */
function What({ mute: { kind, value } }: { mute: Mute }) {
  const look = { c: 'inherit', fz: 'sm', fw: 550 } as const;
  const text = <bdi className={kind === 'supplier' ? '' : 'hub-mono'}>{value}</bdi>;
  if (kind === 'sku') {
    return (
      <AnchorLink to="/inventory/$sku" params={{ sku: value }} search={{}} {...look}>
        {text}
      </AnchorLink>
    );
  }
  return (
    <AnchorLink
      to="/inventory"
      search={kind === 'supplier' ? { supplier: value } : { search: value }}
      {...look}
    >
      {text}
    </AnchorLink>
  );
}

function RowItems({ mute }: { mute: Mute }) {
  const { lift } = useMutes();
  return (
    <>
      <MenuItem
        icon={<IconClock size={16} aria-hidden />}
        onSelect={() => overlays.open({ kind: 'mute', subject: { kind: 'edit', mute } })}
      >
        Change end…
      </MenuItem>
      <MenuItem icon={<IconBellRinging size={16} aria-hidden />} onSelect={() => void lift(mute)}>
        End mute
      </MenuItem>
    </>
  );
}
