import { Money } from '../../hub/money.tsx';
import type { PayoutItemDetail } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { formatSentence } from '../../ui/format-sentence.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { ItemStateTag } from './batch-state.tsx';
import { batchName, itemStateMeanings, railNames } from './batch-words.ts';
import { lastWord } from './item-story.ts';

/** Where a payment stands, and where it goes. */
export function ItemStanding({ item }: { item: PayoutItemDetail }) {
  const { affiliateId: id, affiliateName: name, affiliateHandle: handle } = item;
  return (
    <SectionCard title="Where it stands" intro={itemStateMeanings[item.state]}>
      <Facts>
        <Fact name="State">
          <ItemStateTag state={item.state} />
        </Fact>
        <Fact name="Amount">
          <b>
            <Money amount={item.amount} currency={item.currency} />
          </b>
        </Fact>
        <Fact name="Partner">
          <AffiliateName affiliate={{ id, name, handle }} />
        </Fact>
        {item.batchId === null ? null : (
          <Fact name="Payout">
            <AnchorLink to="/payouts/$id" params={{ id: String(item.batchId) }} search={{}} fz="sm">
              {batchName(item.batchId)}
            </AnchorLink>
          </Fact>
        )}
        <Fact name="Paid by">{railNames[item.rail]}</Fact>
        {item.payee === null ? null : (
          <Fact name="To">
            <bdi className="hub-mono">{item.payee}</bdi>
          </Fact>
        )}
        {item.reference === null ? null : (
          <Fact name="Reference">
            <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, minWidth: 0 }}>
              <span className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
                {item.reference}
              </span>
              <CopyValue value={item.reference} label="Copy the reference" />
            </span>
          </Fact>
        )}
        {item.conversionId === null ? null : (
          <Fact name="For">
            <AnchorLink to="/commissions/$id" params={{ id: String(item.conversionId) }} fz="sm">
              One commission
            </AnchorLink>
          </Fact>
        )}
        {item.settledAt === null ? null : (
          <Fact name="Settled">
            <Timestamp at={item.settledAt} isShort />
          </Fact>
        )}
        {item.reason === null ? null : (
          <Fact name="Reason">
            <bdi>{formatSentence(item.reason)}</bdi>
          </Fact>
        )}
        {lastWord(item) === null ? null : (
          <Fact name="The provider says">
            <bdi className="hub-mono">{lastWord(item)}</bdi>
          </Fact>
        )}
      </Facts>
    </SectionCard>
  );
}
