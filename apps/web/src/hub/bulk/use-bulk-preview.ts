import { useEffect, useRef, useState } from 'react';
import { randomId } from '../../ui/random-id.ts';
import { readHubError } from '../hub-error.ts';
import type { BulkChange } from '../trpc.ts';

/** How long nobody types until the hub is asked. */
const REST_MILLISECONDS = 350;

export type Preview =
  | { kind: 'none' }
  | { kind: 'loading' }
  | { kind: 'failed'; message: string }
  | { kind: 'ready'; change: BulkChange };

/**
 * Prepares a change whenever what is asked for changes, and returns what it would do. `asked` is null while it is not
 * complete. An answer to an earlier question is dropped.
 */
export function useBulkPreview<Asked>(
  asked: Asked | null,
  prepare: (asked: Asked & { id: string }) => Promise<BulkChange>,
): Preview {
  const [preview, setPreview] = useState<Preview>({ kind: 'none' });
  const key = asked === null ? null : JSON.stringify(asked);
  const latest = useRef({ asked, prepare });
  latest.current = { asked, prepare };
  useEffect(() => {
    if (key === null) return setPreview({ kind: 'none' });
    let isOld = false;
    setPreview({ kind: 'loading' });
    const timer = setTimeout(async () => {
      const wanted = latest.current.asked;
      if (wanted === null) return;
      const next = await latest.current
        .prepare({ ...wanted, id: randomId() })
        .then((change): Preview => ({ kind: 'ready', change }))
        .catch((error): Preview => ({ kind: 'failed', message: readHubError(error).message }));
      if (!isOld) setPreview(next);
    }, REST_MILLISECONDS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [key]);
  return preview;
}
