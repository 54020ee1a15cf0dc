import type { ReactNode } from 'react';
import type { PayoutBatch } from '../../hub/trpc.ts';
import { type Step, Steps } from '../../ui/steps.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { isFileRail, waitsFor } from './batch-words.ts';

/** How far a batch has come, with who did each step and when. */
export function BatchSteps({ batch }: { batch: PayoutBatch }) {
  return <Steps label="How far it has come" steps={stepsOf(batch)} />;
}

function stepsOf(batch: PayoutBatch): Step[] {
  const { state, rail, approvedAt, approvedBy, selfApproved, submittedAt, submittedBy } = batch;
  const reached = REACHED[state];
  const isOver = state === 'cancelled';
  const next = waitsFor(batch);
  const step = (index: number, name: string, done: ReactNode | null): Step => {
    if (done !== null) return { name, state: 'done', detail: done };
    if (isOver) return { name, state: 'stopped' };
    if (index === reached + 1 && next !== null) return { name, state: 'current', detail: next };
    return { name, state: 'ahead' };
  };
  const steps = [
    step(0, 'Drafted', <Done at={batch.createdAt} by={batch.createdBy} />),
    step(
      1,
      'Approved',
      approvedAt === null ? null : (
        <Done at={approvedAt} by={selfApproved ? `${approvedBy ?? ''}, who drafted it` : approvedBy} />
      ),
    ),
    step(
      2,
      isFileRail(rail) ? 'File made' : rail === 'paypal' ? 'Sent' : 'Begun',
      submittedAt === null || reached < 2 ? null : <Done at={submittedAt} by={submittedBy} />,
    ),
    step(
      3,
      state === 'partly' ? 'Partly settled' : 'Settled',
      batch.settledAt === null || reached < 3 ? null : <Timestamp at={batch.settledAt} isShort />,
    ),
  ];
  if (!isOver || batch.cancelledAt === null) return steps;
  return [
    ...steps.filter(({ state: own }) => own === 'done'),
    {
      name: 'Cancelled',
      state: 'stopped',
      detail: <Done at={batch.cancelledAt} by={batch.cancelledBy} />,
    },
  ];
}

/** The last step that is done in each state. */
const REACHED: Readonly<Record<PayoutBatch['state'], number>> = {
  draft: 0,
  approved: 1,
  submitting: 1,
  unknown: 1,
  submitted: 2,
  settled: 3,
  partly: 3,
  cancelled: -1,
};

function Done({ at, by }: { at: string; by: string | null }) {
  return (
    <>
      <Timestamp at={at} isShort />
      {by === null || by === '' ? null : (
        <>
          <br />
          by <bdi>{by}</bdi>
        </>
      )}
    </>
  );
}
