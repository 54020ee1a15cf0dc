import { Money } from '../../hub/money.tsx';
import type { StatementDetail } from '../../hub/trpc.ts';
import { CellLink } from '../../ui/links.tsx';
import { nameOfZone, TimeZoneProvider } from '../../ui/time-zone.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import { negateAmount } from '../ledger/amounts.ts';
import { lineWords } from './line-words.ts';
import { monthName, monthOfPeriod } from './months.ts';
import classes from './statements.module.css';
import { type Programme, zoneOf } from './use-programmes.ts';

/** A statement as it is given to its partner: a sheet of its own on paper, with the days of the storefront's zone. */
export function StatementSheet(props: { statement: StatementDetail; programmes: readonly Programme[] }) {
  const { statement, programmes } = props;
  const { storefront, startsAt, endsAt, lines, hash } = statement;
  const zone = zoneOf(programmes, storefront);
  const shop = programmes.find(({ slug }) => slug === storefront)?.name ?? storefront;
  // The period ends before this instant.
  const lastMoment = new Date(Date.parse(endsAt) - 1).toISOString();
  return (
    <TimeZoneProvider zone={zone}>
      <article className={classes.sheet} aria-label={`Statement of ${statement.affiliateName}`}>
        <header className={classes.head}>
          <div>
            <p className={classes.shop}>
              <bdi>{shop}</bdi>
            </p>
            <h2 className={classes.title}>Statement, {monthName(monthOfPeriod(statement, zone))}</h2>
            <p className={classes.quiet}>
              <DateStamp at={startsAt} /> to <DateStamp at={lastMoment} />, {nameOfZone(zone)}
            </p>
          </div>
          <div className={classes.for}>
            <p className={classes.name}>
              <bdi>{statement.affiliateName}</bdi>
            </p>
            <p className={classes.quiet}>
              <bdi>{statement.affiliateHandle}</bdi>
            </p>
          </div>
        </header>
        <Sums statement={statement} />
        <Lines
          lines={lines}
          of={statement.affiliateName}
          currency={statement.currency}
          opening={statement.opening}
        />
        <footer className={classes.foot}>
          Fingerprint of this statement (SHA-256): <span className="hub-mono">{hash}</span>
        </footer>
      </article>
    </TimeZoneProvider>
  );
}

function Sums({ statement }: { statement: StatementDetail }) {
  const { currency } = statement;
  const row = (name: string, amount: string, isTotal = false) => (
    <div data-total={isTotal || undefined}>
      <dt>{name}</dt>
      <dd>
        <Money amount={amount} currency={currency} />
      </dd>
    </div>
  );
  return (
    <div className={classes.sums}>
      <dl>
        {row('Owed at the beginning', statement.opening)}
        {row('Earned', statement.earned)}
        {row('Reversed by refunds and disputes', negateAmount(statement.reversed))}
        {row('Adjusted', statement.adjusted)}
        {row('Paid', negateAmount(statement.paid))}
        {row('Owed at the end', statement.closing, true)}
      </dl>
      <dl>
        {row('Not yet payable', statement.pending)}
        {row('Payable', statement.payable)}
        {row('Held by disputes', statement.held)}
        {row('In a payout', statement.inPayout)}
        {row('Owed at the end', statement.closing, true)}
      </dl>
    </div>
  );
}

function Lines(props: {
  lines: StatementDetail['lines'];
  /** Tells the tables of several sheets apart. */
  of: string;
  currency: string;
  opening: string;
}) {
  const { lines, of, currency, opening } = props;
  if (lines.length === 0) return <p className={classes.quiet}>Nothing was booked in this month.</p>;
  return (
    <table className={classes.lines} aria-label={`Lines of the statement of ${of}`}>
      <thead>
        <tr>
          <th scope="col">Booked</th>
          <th scope="col">What</th>
          <th scope="col" data-align="end">
            Amount
          </th>
          <th scope="col" data-align="end">
            Owed after it
          </th>
        </tr>
      </thead>
      <tbody>
        <tr data-opening>
          <td />
          <td>At the beginning</td>
          <td />
          <td data-align="end">
            <Money amount={opening} currency={currency} />
          </td>
        </tr>
        {lines.map((line) => (
          <tr key={line.transferId}>
            <td>
              <DateStamp at={line.postedAt} />
            </td>
            <td>
              {line.conversionId === null ? (
                <bdi>{lineWords(line)}</bdi>
              ) : (
                <CellLink to="/commissions/$id" params={{ id: String(line.conversionId) }}>
                  <bdi>{lineWords(line)}</bdi>
                </CellLink>
              )}
            </td>
            <td data-align="end">
              <Money amount={line.amount} currency={currency} />
            </td>
            <td data-align="end">
              <Money amount={line.balance} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
