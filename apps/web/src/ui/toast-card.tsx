import { CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Countdown } from './countdown.ts';
import type { Toast } from './toast-store.ts';
import classes from './toasts.module.css';

/** Long enough to read a sentence; with an action, to reach its button by keyboard as well. */
const SHOWN_MILLISECONDS = { plain: 5_000, withAction: 10_000 };

interface ToastCardsProps {
  isOpen: boolean;
  toasts: readonly Toast[];
  /** Whether the pointer or the focus is in the corner: then nothing disappears. */
  isRead: boolean;
  onClose: (id: number) => void;
}

export function ToastCards({ isOpen, toasts, isRead, onClose }: ToastCardsProps) {
  if (!isOpen) return null;
  return (
    <ol className={classes.list}>
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} isRead={isRead} onClose={() => onClose(toast.id)} />
      ))}
    </ol>
  );
}

function ToastCard({ toast, isRead, onClose }: { toast: Toast; isRead: boolean; onClose: () => void }) {
  useEnd(toast, isRead, onClose);
  const { kind, title, message, action } = toast;
  const Icon = kind === 'success' ? IconCheck : IconAlertTriangle;
  return (
    <li
      className={classes.card}
      data-kind={kind}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <Icon size={18} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        {title === undefined ? null : <div className={classes.title}>{title}</div>}
        <div>{message}</div>
      </div>
      {action === undefined ? null : (
        <button
          type="button"
          className={classes.action}
          onClick={() => {
            onClose();
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <CloseButton size={28} aria-label="Close notification" onClick={onClose} />
    </li>
  );
}

/** Closes a success after its time, which stands still while somebody reads or looks at another tab. */
function useEnd({ kind, action }: Toast, isRead: boolean, onEnd: () => void): void {
  const end = useRef(onEnd);
  end.current = onEnd;
  const countdown = useRef<Countdown>(undefined);
  useEffect(() => {
    if (kind === 'failure') return;
    countdown.current ??= new Countdown(
      action === undefined ? SHOWN_MILLISECONDS.plain : SHOWN_MILLISECONDS.withAction,
      () => end.current(),
    );
    const follow = () => {
      if (isRead || document.hidden) countdown.current?.pause();
      else countdown.current?.run();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      countdown.current?.pause();
    };
  }, [kind, action, isRead]);
}
