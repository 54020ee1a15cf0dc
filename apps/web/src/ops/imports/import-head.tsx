import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { readHubError } from '../../hub/hub-error.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type ProductImport, trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { formatSentence } from '../../ui/format-sentence.ts';
import { ButtonLink } from '../../ui/links.tsx';
import { showFailure } from '../../ui/toasts.ts';
import classes from './import.module.css';
import { countChanges, formatLines, ImportStatusTag } from './import-labels.tsx';

/** The state of an import, and its actions. */
export function ImportHead({ file }: { file: ProductImport }) {
  return (
    <div className={classes.head}>
      <Stack gap={6} style={{ flex: '1 1 18rem', minWidth: 0 }}>
        <div>
          <ImportStatusTag status={file.status} />
        </div>
        <Text fz="sm" component="div" role="status" style={{ overflowWrap: 'anywhere' }}>
          <Standing file={file} />
        </Text>
        {file.status === 'running' ? (
          <Progress
            value={(100 * file.applied) / Math.max(1, countChanges(file))}
            aria-label="Applied lines"
            mt={4}
          />
        ) : null}
      </Stack>
      <OperatorOnly>
        <Actions file={file} />
      </OperatorOnly>
    </div>
  );
}

function Standing({ file }: { file: ProductImport }) {
  const { status, applied, counts, lastError } = file;
  const changes = countChanges(file);
  const left =
    counts.problem === 0
      ? ''
      : ` ${formatLines(counts.problem)} with a problem ${counts.problem === 1 ? 'was' : 'were'} left out.`;
  switch (status) {
    case 'ready':
      if (changes === 0) return counts.problem === 0 ? 'Nothing to change.' : 'No line can be applied.';
      return counts.problem === 0
        ? 'Nothing has changed yet.'
        : `Nothing has changed yet. ${formatLines(counts.problem)} with a problem will be left out.`;
    case 'running':
      return `${formatCount(applied)} of ${formatLines(changes)} applied.`;
    case 'done':
      return `${formatLines(applied)} applied.${left} Products that are low now are in the alerts.`;
    case 'failed':
      return `${formatLines(applied)} applied before it stopped. ${formatSentence(lastError ?? '')}`;
    case 'cancelled':
      return applied === 0
        ? 'Discarded. Nothing was changed.'
        : `Stopped. ${formatLines(applied)} had been applied.`;
  }
}

function Actions({ file }: { file: ProductImport }) {
  const cache = trpc.useUtils();
  const outcome = {
    onSuccess: (changed: ProductImport) => cache.imports.getImport.setData({ id: file.id }, changed),
    onError: (error: unknown) => showFailure(readHubError(error).message),
    onSettled: () => void cache.imports.invalidate(),
  };
  const start = trpc.imports.startImport.useMutation(outcome);
  const cancel = trpc.imports.cancelImport.useMutation(outcome);
  const { id, status } = file;
  const changes = countChanges(file);
  const stop = (label: string) => (
    <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ id })}>
      {label}
    </Button>
  );
  switch (status) {
    case 'ready':
      return (
        <Group gap="xs">
          {stop('Discard')}
          {changes === 0 ? null : (
            <Button loading={start.isPending} onClick={() => start.mutate({ id })}>
              Apply {formatLines(changes)}
            </Button>
          )}
        </Group>
      );
    case 'running':
      return stop('Stop');
    case 'failed':
      return (
        <Group gap="xs">
          {stop('Discard the rest')}
          <Button loading={start.isPending} onClick={() => start.mutate({ id })}>
            Continue
          </Button>
        </Group>
      );
    case 'done':
    case 'cancelled':
      return (
        <ButtonLink to="/inventory" search={{}} variant="default">
          Go to products
        </ButtonLink>
      );
  }
}
