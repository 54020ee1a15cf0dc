import { IconChevronRight } from '@tabler/icons-react';
import { Money } from '../../hub/money.tsx';
import type { Transfer } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { amountOf, type LedgerEvent, mainOf, partsOf } from './events.ts';
import classes from './ledger.module.css';
import { accountNames, describeTransfer } from './transfer-words.ts';

/** Of the account of one partner: what each event adds to what is owed, and what that comes to. */
export const statementColumns: Column<LedgerEvent>[] = [
  { name: 'Booked', cell: ([{ postedAt }]) => <StackedTimestamp at={postedAt} /> },
  {
    name: 'What',
    card: 'title',
    // The order stands at the end, and a narrow column would cut it off.
    width: '34%',
    cell: (event) => (
      <>
        <What event={event} />
        {event.length === 1 ? null : <Parts event={event} />}
      </>
    ),
  },
  { name: 'From and to', cell: (event) => <Accounts event={event} /> },
  {
    name: 'Amount',
    align: 'end',
    cell: (event) => {
      const { amount, isMove } = amountOf(event);
      const money = <Money amount={amount} currency={event[0].currency} />;
      return isMove ? (
        <span className={classes.moved} title="It moves, and what is owed stays the same">
          {money}
        </span>
      ) : (
        <span className="hub-strong">{money}</span>
      );
    },
  },
  {
    name: 'Owed after it',
    align: 'end',
    cell: ([{ balance, currency }]) =>
      balance === null ? null : <Money amount={balance} currency={currency} />,
  },
];

function What({ event }: { event: LedgerEvent }) {
  const main = mainOf(event);
  const words = describeTransfer(main);
  const isOneLine = event.length === 1 && main.position !== null && main.position !== 0;
  return (
    <Lines detail={isOneLine ? `line ${main.position}` : undefined}>
      {main.conversionId === null ? (
        <bdi className="hub-strong" title={words}>
          {words}
        </bdi>
      ) : (
        <AnchorLink
          to="/commissions/$id"
          params={{ id: String(main.conversionId) }}
          c="inherit"
          fz="sm"
          fw={550}
        >
          <bdi title={words}>{words}</bdi>
        </AnchorLink>
      )}
    </Lines>
  );
}

/** The transfers that the event consists of, in the order in which they were booked. */
function Parts({ event }: { event: LedgerEvent }) {
  const isOneWay = new Set(event.map(between)).size === 1;
  return (
    <details className={classes.parts}>
      <summary>
        <IconChevronRight size={14} aria-hidden />
        {partsOf(event)}
      </summary>
      <ul>
        {event.toReversed().map((part) => (
          <li key={part.id}>
            <span>{namesOf(part, isOneWay).join(': ')}</span>
            <Money amount={part.amount} currency={part.currency} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What tells a part from the others: its line, and its way unless they all have the same. */
function namesOf(part: Transfer, isOneWay: boolean): string[] {
  const isOfLine = part.position !== null && part.position !== 0;
  return [...(isOfLine ? [`Line ${part.position}`] : []), ...(isOfLine && isOneWay ? [] : [between(part)])];
}

/** Of an event with several ways, the one that says what it was. The others are among its parts. */
function Accounts({ event }: { event: LedgerEvent }) {
  const main = between(mainOf(event));
  const others = new Set(event.map(between)).size - 1;
  return <Lines detail={others === 0 ? undefined : `and ${others} more`}>{main}</Lines>;
}

const between = ({ debit, credit }: Pick<Transfer, 'debit' | 'credit'>) =>
  `${accountNames[debit]} → ${accountNames[credit]}`;
