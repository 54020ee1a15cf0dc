import { Skeleton, Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type PayoutDue, trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { useStorefrontName } from '../orders/use-storefronts.ts';
import { partnersWords } from './item-counts.ts';
import classes from './payouts.module.css';

/** What could be paid now, and what waits for somebody. */
export function DueNow({ storefront }: { storefront: string | undefined }) {
  const query = trpc.payouts.getDue.useQuery({ storefront });
  return (
    <section className={classes.due} aria-label="Due now">
      <QueryView query={query} loading={<Skeleton height={44} maw={420} />}>
        {(due) => (
          <>
            <Amounts due={due.due} />
            <Waiting due={due} />
          </>
        )}
      </QueryView>
    </section>
  );
}

function Amounts({ due }: { due: PayoutDue['due'] }) {
  const nameOf = useStorefrontName();
  const payable = due.filter(({ affiliates }) => affiliates > 0);
  const hasStorefronts = payable.some(({ storefront }) => storefront !== payable[0]?.storefront);
  if (payable.length === 0) {
    return (
      <Text fz="sm" c="dimmed">
        Nothing is due now: no partner has as much payable as the minimum.
      </Text>
    );
  }
  return (
    <ul className={classes.amounts}>
      {payable.map(({ storefront, currency, amount, affiliates, minimum }) => (
        <li key={`${storefront} ${currency}`}>
          <span className={classes.quiet}>
            Due now{hasStorefronts ? <bdi>, {nameOf(storefront)}</bdi> : null}
          </span>
          <AnchorLink
            to="/payouts/new"
            search={{ storefront: hasStorefronts ? storefront : undefined, currency }}
            className={classes.dueAmount}
            c="inherit"
          >
            <Money amount={amount} currency={currency} />
          </AnchorLink>
          <span className={classes.quiet}>
            to {partnersWords(affiliates)}
            {Number(minimum) === 0 ? null : (
              <>
                {' '}
                with at least <Money amount={minimum} currency={currency} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What waits for a person, each a link to it. Shows nothing when nothing does. */
function Waiting({ due: { toApprove, toSubmit, unsettled, mismatches, requests } }: { due: PayoutDue }) {
  const link = { fz: 'sm' } as const;
  if (toApprove + toSubmit + unsettled + mismatches + requests === 0) return null;
  return (
    <ul className={classes.waiting} aria-label="What waits for somebody">
      {mismatches === 0 ? null : (
        <li>
          <AnchorLink to="/payouts/mismatches" search={{}} {...link}>
            {formatCount(mismatches)} {mismatches === 1 ? 'payment differs' : 'payments differ'}
          </AnchorLink>
        </li>
      )}
      {toApprove === 0 ? null : (
        <li>
          <AnchorLink to="/payouts" search={{ state: 'draft' }} {...link}>
            {formatCount(toApprove)} to approve
          </AnchorLink>
        </li>
      )}
      {toSubmit === 0 ? null : (
        <li>
          <AnchorLink to="/payouts" search={{ state: 'approved' }} {...link}>
            {formatCount(toSubmit)} to submit
          </AnchorLink>
        </li>
      )}
      {unsettled === 0 ? null : (
        <li>
          <AnchorLink to="/payouts" search={{ state: 'unsettled' }} {...link}>
            {formatCount(unsettled)} not settled
          </AnchorLink>
        </li>
      )}
      {requests === 0 ? null : (
        <li>
          <AnchorLink to="/payouts/requests" search={{}} {...link}>
            {formatCount(requests)} {requests === 1 ? 'request' : 'requests'}
          </AnchorLink>
        </li>
      )}
    </ul>
  );
}
