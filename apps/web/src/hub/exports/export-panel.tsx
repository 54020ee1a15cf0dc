import { CloseButton } from '@mantine/core';
import { useCallback, useEffect, useRef } from 'react';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showFailure } from '../../ui/toasts.ts';
import { readHubError } from '../hub-error.ts';
import { type ListExport, trpc } from '../trpc.ts';
import classes from './export-panel.module.css';
import { exportStore } from './export-store.ts';
import { isUnfinished, listNames, progressWords } from './export-words.ts';
import { isCommaDecimal } from './file-format.ts';

const LOOK_AGAIN_MILLISECONDS = 1_000;
/** Of those that are finished; the hub keeps some more. */
const MOST_SHOWN = 3;

interface ExportPanelProps {
  /** Whether anything of it is wanted: rows to look at, or a file that comes. */
  isOpen: boolean;
  isShown: boolean;
  awaited: ReadonlySet<string>;
}

/** The person's exports: how far they are, and their files. */
export function ExportPanel({ isOpen, isShown, awaited }: ExportPanelProps) {
  const { exports, isAway } = useExports(isOpen);
  useAwaitedFiles(exports, awaited);
  const hasUnfinished = exports?.some(isUnfinished) ?? false;
  useEffect(() => {
    if (exports !== undefined) exportStore.remember(hasUnfinished);
  }, [exports, hasUnfinished]);
  const news = useNews(exports);
  const finished = exports?.filter((one) => !isUnfinished(one)).slice(0, MOST_SHOWN) ?? [];
  const shown = [...(exports?.filter(isUnfinished) ?? []), ...finished];
  return (
    <>
      <span role="status" className="hub-unseen">
        {news}
      </span>
      {isOpen && isShown && exports !== undefined ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from each of its buttons.
        <div
          className={classes.panel}
          onKeyDown={({ key }) => {
            if (key === 'Escape') exportStore.close();
          }}
        >
          <div className={classes.head}>
            <h2 className={classes.title}>Exports</h2>
            <CloseButton size={28} aria-label="Close exports" onClick={exportStore.close} />
          </div>
          {shown.length === 0 ? (
            <p className={classes.note}>You have no exports yet. Use the Export button of any list.</p>
          ) : (
            <>
              <ul className={classes.list}>
                {shown.map((one) => (
                  <ExportLine key={one.id} one={one} isAway={isAway} />
                ))}
              </ul>
              <p className={classes.note}>
                {isAway
                  ? 'The hub does not answer. What it was writing goes on once it is back, if need be from the first row.'
                  : 'Only you can download these files, for one day. An export continues when you leave the page.'}
              </p>
              {isCommaDecimal() && shown.some(({ separator }) => separator === 'comma') ? (
                <p className={classes.note}>
                  If your spreadsheet shows a file in one column, choose semicolons in the menu beside Export.
                </p>
              ) : null}
            </>
          )}
        </div>
      ) : null}
    </>
  );
}

function ExportLine({ one, isAway }: { one: ListExport; isAway: boolean }) {
  const actions = useExportActions(one);
  const download = useDownload();
  const title = listNames[one.list];
  return (
    <li className={classes.line} data-status={one.status}>
      <div className={classes.words}>
        <div className={classes.name}>
          {title}
          <span className={classes.when}>
            <RelativeTime at={one.createdAt} />
          </span>
        </div>
        <div className={classes.progress}>{progressWords(one)}</div>
        {one.status === 'running' && !isAway ? (
          <progress
            className={classes.bar}
            aria-label={`${title}: rows written`}
            {...(one.total === null || one.total === 0 ? {} : { value: one.rows, max: one.total })}
          />
        ) : null}
      </div>
      {isUnfinished(one) ? (
        <button
          type="button"
          className={classes.action}
          onClick={actions.cancel}
          aria-label={`Cancel ${title}`}
        >
          Cancel
        </button>
      ) : one.status === 'done' ? (
        <a
          className={classes.action}
          href={fileOf(one)}
          download={one.fileName}
          onClick={(event) => {
            event.preventDefault();
            void download(one);
          }}
          aria-label={`Download ${title}`}
        >
          Download
        </a>
      ) : (
        <button
          type="button"
          className={classes.action}
          onClick={actions.again}
          aria-label={`Export ${title} again`}
        >
          Try again
        </button>
      )}
    </li>
  );
}

const fileOf = ({ id }: Pick<ListExport, 'id'>) => `/api/exports/${id}/file`;

/** `isAway`: the hub does not answer, and nobody knows how far its exports are. */
function useExports(isEnabled: boolean): { exports: readonly ListExport[] | undefined; isAway: boolean } {
  const { data, isError, failureCount, fetchStatus } = trpc.exports.listExports.useQuery(
    {},
    {
      enabled: isEnabled,
      refetchInterval: ({ state }) =>
        state.data === undefined || state.data.exports.some(isUnfinished) ? LOOK_AGAIN_MILLISECONDS : false,
      // Somebody who works elsewhere meanwhile gets the file all the same.
      refetchIntervalInBackground: true,
    },
  );
  return { exports: data?.exports, isAway: isError || failureCount > 1 || fetchStatus === 'paused' };
}

function useExportActions({ id, list, query, columns, timeZone, separator, decimalMark }: ListExport) {
  const cache = trpc.useUtils();
  const refresh = () => cache.exports.listExports.invalidate();
  const cancel = trpc.exports.cancelExport.useMutation({
    onSuccess: refresh,
    onError: (error) => showFailure(readHubError(error).message, { title: 'The export was not cancelled' }),
  });
  const create = trpc.exports.createExport.useMutation({
    onSuccess: ({ export: made }) => {
      exportStore.wait(made.id);
      return refresh();
    },
    onError: (error) => showFailure(readHubError(error).message, { title: 'The export did not start' }),
  });
  return {
    cancel: () => {
      exportStore.forget(id);
      cancel.mutate({ id });
    },
    again: () => create.mutate({ list, query, columns, timeZone, separator, decimalMark }),
  };
}

/**
 * Fetches a file. A browser says nothing of a download that was refused, so that the hub is asked first: whoever is no
 * longer signed in can sign in again, and a file that is gone is said to be.
 */
function useDownload(): (one: Pick<ListExport, 'id' | 'fileName'>) => Promise<void> {
  const { client } = trpc.useUtils();
  return useCallback(
    async (one) => {
      try {
        const { status, expiresAt } = await client.exports.getExport.query({ id: one.id });
        if (status !== 'done' || expiresAt === null || Date.parse(expiresAt) <= Date.now()) {
          showFailure('Its day is over, and the file was deleted. Export the list again.', {
            title: 'The file was not downloaded',
          });
          return;
        }
        const link = document.createElement('a');
        link.href = fileOf(one);
        link.download = one.fileName;
        link.click();
      } catch (error) {
        showFailure(readHubError(error).message, { title: 'The file was not downloaded' });
      }
    },
    [client],
  );
}

/** Fetches files of this page's exports once they are done; their buttons fetch them again. */
function useAwaitedFiles(exports: readonly ListExport[] | undefined, awaited: ReadonlySet<string>): void {
  const download = useDownload();
  useEffect(() => {
    for (const one of exports ?? []) {
      if (!awaited.has(one.id) || isUnfinished(one)) continue;
      exportStore.forget(one.id);
      if (one.status === 'failed') exportStore.open();
      if (one.status !== 'done') continue;
      void download(one);
    }
  }, [exports, awaited, download]);
}

/** What to tell people who cannot see the panel: how an export ended that went on a moment ago. */
function useNews(exports: readonly ListExport[] | undefined): string {
  const before = useRef(new Set<string>());
  const news = useRef('');
  for (const one of exports ?? []) {
    if (isUnfinished(one)) before.current.add(one.id);
    else if (before.current.delete(one.id))
      news.current = `Export of ${listNames[one.list]}: ${progressWords(one)}`;
  }
  return news.current;
}
