import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './code-block.module.css';

/** Code with a copy button. `label` names the code for the button. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className={classes.block}>
      <CopyButton value={code} timeout={1500}>
        {({ copied, copy }) => (
          <Button
            className={classes.copy ?? ''}
            size="compact-sm"
            variant="default"
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            aria-label={copied ? 'Copied' : `Copy ${label}`}
            onClick={copy}
          >
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
      <pre className={classes.code} dir="ltr">
        <code>{code}</code>
      </pre>
    </div>
  );
}
