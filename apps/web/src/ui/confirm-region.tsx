import { useSyncExternalStore } from 'react';
import { questions } from './confirm.ts';
import { atFirstSign, Late, onIntent } from './on-intent.tsx';

const dialog = onIntent(() => import('./confirm-dialog.tsx'), 'ConfirmDialog');
atFirstSign(dialog.load);

/** The place of the question that `confirm` asks. */
export function ConfirmRegion() {
  const question = useSyncExternalStore(questions.watch, questions.current);
  return (
    <Late part={dialog} isOpen={question !== null} question={question} onClose={() => questions.set(null)} />
  );
}
