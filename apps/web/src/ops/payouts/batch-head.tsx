import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Money } from '../../hub/money.tsx';
import { useMay } from '../../hub/session.ts';
import type { PayoutBatchDetail } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { formatSentence } from '../../ui/format-sentence.ts';
import { IdText } from '../../ui/id-text.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Tag } from '../../ui/tag.tsx';
import { SecondPerson } from '../ledger/second-person.tsx';
import { useStorefrontName } from '../orders/use-storefronts.ts';
import { BatchStateTag } from './batch-state.tsx';
import { BatchSteps } from './batch-steps.tsx';
import { railNames, standingOf } from './batch-words.ts';
import type { useApproval } from './use-approval.ts';

/** Of the sum of a file, enough to tell it from others. */
const SHOWN_DIGITS = 12;

/** Where a batch stands, how it came there, and what comes next. */
export function BatchHead(props: { batch: PayoutBatchDetail; approval: ReturnType<typeof useApproval> }) {
  const { batch, approval } = props;
  return (
    <>
      <Problem batch={batch} />
      {batch.state === 'draft' ? <Approval {...approval} /> : null}
      <SectionCard title="Where it stands" intro={standingOf(batch)}>
        <Stack gap="lg">
          <BatchSteps batch={batch} />
          <BatchFacts batch={batch} />
        </Stack>
      </SectionCard>
    </>
  );
}

/** Says that another person must approve it, and whom to ask. */
function Approval({ approval, ask }: ReturnType<typeof useApproval>) {
  const mayAct = useMay('operator');
  if (!mayAct) return null;
  if (approval !== 'another') return <SecondPerson />;
  return (
    <>
      {ask === null ? null : (
        <Alert color="petrol" variant="light" py="sm" role="status">
          <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
            You drafted it, so another person approves it. Ask <bdi>{ask}</bdi>.
          </Text>
        </Alert>
      )}
      <SecondPerson />
    </>
  );
}

/** What went wrong, and what happens now. */
function Problem({ batch: { problem, state } }: { batch: PayoutBatchDetail }) {
  if (problem === null || state === 'cancelled') return null;
  const isLost = state === 'unknown';
  return (
    <Alert
      color={isLost ? 'orange' : 'red'}
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={isLost ? 'The answer was lost' : 'It could not be handed over'}
      role="status"
    >
      <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
        {formatSentence(problem)}{' '}
        {isLost
          ? 'The hub asks what became of it until it knows. Nothing is sent again meanwhile.'
          : state === 'approved'
            ? 'Nothing was paid. Mend what is wrong, and hand it over again.'
            : ''}
      </Text>
    </Alert>
  );
}

function BatchFacts({ batch }: { batch: PayoutBatchDetail }) {
  const { state, total, currency, itemCount, rail, minimum, storefront, messageId, kind, attempt } = batch;
  const nameOf = useStorefrontName();
  return (
    <Facts>
      <Fact name="State">
        <BatchStateTag state={state} />
        {batch.selfApproved ? (
          <>
            {' '}
            <Tag tone="warn">Approved by who drafted it</Tag>
          </>
        ) : null}
      </Fact>
      <Fact name="Total">
        <b>
          <Money amount={total} currency={currency} />
        </b>
      </Fact>
      <Fact name="Payments">
        <span className="hub-number">{formatCount(itemCount)}</span>
      </Fact>
      <Fact name="Paid by">{railNames[rail]}</Fact>
      {kind === 'conversion' ? null : (
        <Fact name="Minimum">
          <Money amount={minimum} currency={currency} />
        </Fact>
      )}
      <Fact name="Storefront">
        <bdi>{nameOf(storefront)}</bdi>
      </Fact>
      {messageId === null ? null : (
        <Fact name="Message id">
          <IdText>{messageId}</IdText>
        </Fact>
      )}
      {attempt < 2 ? null : (
        <Fact name="Attempts">
          <span className="hub-number">{formatCount(attempt)}</span>
        </Fact>
      )}
      {batch.file === null ? null : (
        <>
          <Fact name="File">
            <bdi style={{ overflowWrap: 'anywhere' }}>{batch.file.name}</bdi>
          </Fact>
          <Fact name="SHA-256 of the file">
            <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
              <span className="hub-mono" title={batch.file.sha256}>
                {batch.file.sha256.slice(0, SHOWN_DIGITS)}…
              </span>
              <CopyValue value={batch.file.sha256} label="Copy the SHA-256 of the file" />
            </span>
          </Fact>
        </>
      )}
    </Facts>
  );
}
