import { Button, Group } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { PayoutBatchDetail } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { mayAnswer, mayCancel, nextStep } from './batch-rules.ts';
import { submitLabels, useBatchActions } from './use-batch-actions.ts';
import { useBatchFile } from './use-download.ts';

const answerDialog = onIntent(() => import('./answer-dialog.tsx'), 'AnswerDialog');

/** What can be done with a batch: the next step as the main button, at the end. */
export function BatchActions(props: {
  batch: PayoutBatchDetail;
  approval: 'another' | 'own' | 'free' | 'loading';
}) {
  const { batch, approval } = props;
  const [isAnswering, setAnswering] = useState(false);
  const { isBusy, approve, submit, settle, cancel } = useBatchActions(batch);
  const download = useBatchFile();
  const step = nextStep(batch);
  return (
    <Group gap="xs">
      {mayCancel(batch) ? (
        <Button variant="default" disabled={isBusy} onClick={cancel}>
          Cancel payout…
        </Button>
      ) : null}
      {batch.file === null ? null : (
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => void download(batch.id ?? 0)}
        >
          Download file
        </Button>
      )}
      {mayAnswer(batch) ? (
        <Button
          variant="default"
          leftSection={<IconUpload size={16} aria-hidden />}
          {...answerDialog.nearby}
          onClick={() => setAnswering(true)}
        >
          Upload the bank’s answer
        </Button>
      ) : null}
      {step === 'approve' && (approval === 'own' || approval === 'free') ? (
        <Button loading={isBusy} onClick={() => approve(approval === 'own')}>
          Approve…
        </Button>
      ) : null}
      {step === 'submit' ? (
        <Button loading={isBusy} onClick={submit}>
          {submitLabels[batch.rail]}
        </Button>
      ) : null}
      {batch.state === 'unknown' ? (
        <Button variant="default" loading={isBusy} onClick={settle}>
          Mark as paid…
        </Button>
      ) : null}
      {step === 'settle' ? (
        <Button loading={isBusy} onClick={settle}>
          Mark as paid…
        </Button>
      ) : null}
      <Late part={answerDialog} isOpen={isAnswering} batch={batch} onClose={() => setAnswering(false)} />
    </Group>
  );
}
