import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useCopy } from './use-copy.ts';

export function CopyValue({ value, label }: { value: string; label: string }) {
  const { isCopied, copy } = useCopy(value);
  const words = isCopied ? 'Copied' : label;
  return (
    <ActionIcon size="sm" aria-label={words} title={words} onClick={copy}>
      {isCopied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
    </ActionIcon>
  );
}
