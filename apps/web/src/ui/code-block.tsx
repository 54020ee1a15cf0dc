import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './code-block.module.css';
import { useCopy } from './use-copy.ts';

/** Code with a copy button. `label` names the code for the button. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  const { isCopied, copy } = useCopy(code);
  return (
    <div className={classes.block}>
      <Button
        className={classes.copy ?? ''}
        size="compact-sm"
        variant="default"
        leftSection={isCopied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        aria-label={isCopied ? 'Copied' : `Copy ${label}`}
        onClick={copy}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
      <pre className={classes.code} dir="ltr">
        <code>{code}</code>
      </pre>
    </div>
  );
}
