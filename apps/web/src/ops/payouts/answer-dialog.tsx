import { Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type PayoutAnswer, type PayoutBatchDetail, trpc } from '../../hub/trpc.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { describeAnswer } from './answer-words.ts';
import { readText } from './read-text.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/** Reads what a bank says became of a batch. */
export function AnswerDialog(props: { isOpen: boolean; batch: PayoutBatchDetail; onClose: () => void }) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title="Upload the bank’s answer">
      {props.isOpen ? <Answer {...props} /> : null}
    </Modal>
  );
}

function Answer({ batch, onClose }: { batch: PayoutBatchDetail; onClose: () => void }) {
  const { answer, problem, isReading, read } = useAnswer(batch.id ?? 0);
  return (
    <Stack gap="md">
      {answer === null ? (
        <Text fz="sm">
          A status report of the bank (pain.002), the account’s movements (camt.052, camt.053, camt.054), or a
          CSV of its transactions with a reference and a status in each row. Upload one as often as you like:
          what is known already changes nothing.
        </Text>
      ) : (
        <Said answer={answer} />
      )}
      <FormError message={problem ?? undefined} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {answer === null ? 'Cancel' : 'Close'}
        </Button>
        <FileButton
          accept=".xml,.csv,.txt,text/xml,application/xml,text/csv,text/plain"
          onChange={(file) => file !== null && void read(file)}
        >
          {(button) => (
            <Button
              {...button}
              variant={answer === null ? 'filled' : 'default'}
              loading={isReading}
              leftSection={<IconUpload size={16} aria-hidden />}
            >
              {answer === null ? 'Choose a file' : 'Another file'}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}

function Said({ answer }: { answer: PayoutAnswer }) {
  return (
    <div role="status">
      {describeAnswer(answer).map((sentence) => (
        <Text key={sentence} fz="sm">
          {sentence}
        </Text>
      ))}
      {answer.unknown.length === 0 ? null : (
        <Text fz={13} c="dimmed" className="hub-mono" mah={160} style={{ overflow: 'auto' }} tabIndex={0}>
          {answer.unknown.join(', ')}
        </Text>
      )}
    </div>
  );
}

function useAnswer(id: number) {
  const cache = trpc.useUtils();
  const send = trpc.payouts.answerBatch.useMutation();
  const [answer, setAnswer] = useState<PayoutAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isReading, setReading] = useState(false);
  const read = async (file: File) => {
    setProblem(null);
    if (file.size === 0) return setProblem('The file is empty.');
    if (file.size > MOST_BYTES)
      return setProblem('The file is larger than 16 MB, so it is no answer of a bank.');
    setReading(true);
    try {
      const text = readText(new Uint8Array(await file.arrayBuffer()));
      const said = await send.mutateAsync({ id, file: text, name: file.name.slice(0, 255) });
      setAnswer(said);
      cache.payouts.getBatch.setData({ id, withItems: false }, said.batch);
      await Promise.all([cache.payouts.invalidate(), cache.ledger.invalidate()]);
    } catch (error) {
      setProblem(
        error instanceof DOMException
          ? 'The browser could not read the file. Was it moved?'
          : readHubError(error).message,
      );
    } finally {
      setReading(false);
    }
  };
  return { answer, problem, isReading, read };
}
