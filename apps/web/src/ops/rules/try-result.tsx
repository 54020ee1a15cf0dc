import type { AdminOutputs } from '@dreamteamhub/sdk/admin';
import { Money } from '../../hub/money.tsx';
import type { RatedLine } from '../../hub/trpc.ts';
import { formatMoney } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import classes from './rules.module.css';

type Result = AdminOutputs['commissions']['preview'];

/** What an order would pay, and why. */
export function TryResult({ result, isOld }: { result: Result; isOld: boolean }) {
  const { currency, total, items } = result;
  return (
    <section className={classes.result} data-old={isOld} aria-label="What it would pay">
      <div role="status">
        <span style={{ fontSize: 13.5 }}>Would pay </span>
        <span className={classes.total}>{formatMoney(total, currency)}</span>
        <span style={{ fontSize: 13.5 }}>, because</span>
      </div>
      <ol className={classes.because}>
        {items.map((line, place) => (
          <li key={line.lineId ?? place}>
            <span>
              Line {line.lineId ?? place + 1}: <Source line={line} />
            </span>
            <Money amount={line.amount} currency={currency} />
            <p>
              <bdi>{line.explanation}</bdi>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Source({ line: { rule, source } }: { line: RatedLine }) {
  if (typeof rule?.id === 'number') {
    return (
      <AnchorLink to="/rules/$id" params={{ id: String(rule.id) }} c="inherit" td="underline" fz="inherit">
        <bdi>{rule.name}</bdi>
      </AnchorLink>
    );
  }
  if (rule !== null) return <bdi>{rule.name}</bdi>;
  return <>{sources[source]}</>;
}

const sources: Record<RatedLine['source'], string> = {
  rule: 'a rule',
  default: 'the hub’s default rate',
  given: 'the shop named the amount',
  own: 'the partner’s own rate',
};
