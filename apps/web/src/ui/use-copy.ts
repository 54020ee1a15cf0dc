import { useEffect, useRef, useState } from 'react';
import { copyText } from './copy-text.ts';
import { showFailure } from './toasts.ts';

const SHOWN_MILLISECONDS = 1_500;

/** Copies a text, and says so where the browser refuses. `isCopied` for a moment afterwards. */
export function useCopy(text: string): { isCopied: boolean; copy: () => void } {
  const [isCopied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    clearTimeout(timer.current);
    if (!(await copyText(text))) {
      showFailure('Your browser does not allow copying: select the text instead.', { title: 'Not copied' });
      return;
    }
    setCopied(true);
    timer.current = setTimeout(() => setCopied(false), SHOWN_MILLISECONDS);
  };
  return { isCopied, copy: () => void copy() };
}
