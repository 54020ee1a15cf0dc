import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Affiliate, Balance } from '../../hub/trpc.ts';
import { formatMoney } from '../../ui/format-number.ts';
import { CellLink } from '../../ui/links.tsx';
import { NO_BALANCE, owes } from './account-rules.ts';
import classes from './affiliate-page.module.css';

/** What a partner is owed in each currency, by where it stands. A debt is explained. */
export function AccountBalances(props: {
  balances: readonly Balance[];
  affiliate: Pick<Affiliate, 'id' | 'handle' | 'name' | 'currency'>;
}) {
  const { balances, affiliate } = props;
  const shown = balances.length === 0 ? [{ ...NO_BALANCE, currency: affiliate.currency }] : balances;
  return shown.map((balance, place) => (
    <div key={balance.currency} style={place === 0 ? undefined : { borderTop: '1px solid var(--hub-line)' }}>
      {shown.length === 1 ? null : (
        <Text fz={13} fw={600} px={20} pt={14}>
          {balance.currency}
        </Text>
      )}
      <Figures balance={balance} affiliate={affiliate} />
      {owes(balance) === null ? null : <Debt balance={balance} name={affiliate.name} />}
    </div>
  ));
}

function Figures(props: { balance: Balance; affiliate: Pick<Affiliate, 'id' | 'handle'> }) {
  const { balance, affiliate } = props;
  const of = { affiliateId: affiliate.id, affiliate: affiliate.handle };
  const figure = (name: string, amount: string, state?: 'toApprove' | 'payable' | 'held' | 'paid') => (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>
        {state === undefined ? (
          <span className={classes.value}>
            <Money amount={amount} currency={balance.currency} />
          </span>
        ) : (
          <CellLink to="/commissions" search={{ state, ...of }} className={classes.value ?? ''}>
            <Money amount={amount} currency={balance.currency} />
          </CellLink>
        )}
      </dd>
    </div>
  );
  return (
    <dl className={classes.figures} data-five>
      {figure('Pending', balance.pending)}
      {figure('Payable', balance.payable, 'payable')}
      {figure('Held', balance.held, 'held')}
      {figure('In payout', balance.inPayout)}
      {figure('Paid', balance.paid, 'paid')}
    </dl>
  );
}

function Debt({ balance, name }: { balance: Balance; name: string }) {
  const debt = owes(balance);
  if (debt === null) return null;
  return (
    <Text fz="sm" px={20} pb={16} style={{ overflowWrap: 'anywhere' }}>
      <bdi>{name}</bdi> owes {formatMoney(debt, balance.currency)}: a refund or a dispute came after the
      payment. It is taken from the next commissions that become payable.
    </Text>
  );
}
