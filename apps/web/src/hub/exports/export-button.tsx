import type { AdminInputs } from '@dreamteamhub/sdk/admin';
import { IconDownload } from '@tabler/icons-react';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { showFailure } from '../../ui/toasts.ts';
import { ToolButton } from '../../ui/tool-button.tsx';
import { readHubError } from '../hub-error.ts';
import { trpc } from '../trpc.ts';
import { exportPanel } from './export-region.tsx';
import { exportStore } from './export-store.ts';
import { type FileFormat, fileFormats, useFileFormat } from './file-format.ts';
import classes from './format-menu.module.css';
import { FormatMenu } from './format-menu.tsx';

type Without<Input> = Omit<Exclude<Input, void>, 'limit' | 'cursor' | 'withTotal'>;

/** What each list takes: the filters and the order of its own query. */
interface Queries {
  affiliates: Without<AdminInputs['affiliates']['listAffiliates']>;
  orders: Without<AdminInputs['orders']['listOrders']>;
  conversions: Without<AdminInputs['affiliates']['listConversions']>;
  clicks: Without<AdminInputs['affiliates']['listClicks']>;
  products: Without<AdminInputs['inventory']['listProducts']>;
  stockMovements: Without<AdminInputs['inventory']['listEvents']>;
  alerts: Without<AdminInputs['alerts']['listEpisodes']>;
  deliveries: Without<AdminInputs['alerts']['listDeliveries']>;
  auditLog: Without<AdminInputs['audit']['listEntries']>;
  transfers: Without<AdminInputs['ledger']['listTransfers']>;
  payoutItems: Without<AdminInputs['payouts']['listItems']>;
  refusedEvents: Without<AdminInputs['refusals']['listRefusedEvents']>;
  imports: Without<AdminInputs['imports']['listImports']>;
  unmatchedRefunds: Without<AdminInputs['affiliates']['listUnmatchedRefunds']>;
  mutes: Without<AdminInputs['alerts']['listMutes']>;
  team: Without<AdminInputs['team']['listTeam']>;
  storefronts: Without<AdminInputs['storefronts']['listStorefronts']>;
  keys: Without<AdminInputs['storefronts']['listKeys']>;
  inspectedEvents: Without<AdminInputs['inspector']['listEvents']>;
  statements: Without<AdminInputs['payouts']['listStatements']>;
  statementLines: AdminInputs['payouts']['getStatement'];
}

type ExportButtonProps = {
  [List in keyof Queries]: {
    list: List;
    /** The same object that the page lists its rows by. */
    query: Queries[List];
    /** Names of the hub's columns, in the order of the page; all of them unless given. */
    columns?: readonly string[] | undefined;
    /** The query is not known yet, such as what the chosen days mean. */
    isWaiting?: boolean | undefined;
    /** What the button says, where a page exports several lists. */
    label?: string | undefined;
  };
}[keyof Queries];

/**
 * Exports a list as CSV, with all rows that its filters show. One line for a list page:
 * `exportButton={<ExportButton list="orders" query={wanted} />}`.
 */
export function ExportButton({
  list,
  query,
  columns,
  isWaiting = false,
  label = 'Export',
}: ExportButtonProps) {
  const timeZone = useTimeZone();
  const cache = trpc.useUtils();
  const create = trpc.exports.createExport.useMutation({
    onSuccess: async ({ export: made, unknownColumns }) => {
      exportStore.wait(made.id);
      await cache.exports.listExports.invalidate();
      if (unknownColumns.length > 0) {
        showFailure(`The file leaves out columns that the hub does not know: ${unknownColumns.join(', ')}.`, {
          title: 'Some columns are missing',
        });
      }
    },
    onError: (error) => showFailure(readHubError(error).message, { title: 'The export did not start' }),
  });
  const [format, chooseFormat] = useFileFormat();
  const isBusy = create.isPending || isWaiting;
  const start = (as: FileFormat) => {
    if (isBusy) return;
    const { marks } = fileFormats[as];
    const chosen = columns ? { columns: [...columns] } : {};
    create.mutate({ list, query: { ...query }, timeZone, ...chosen, ...marks });
  };
  return (
    <span className={classes.pair} {...exportPanel.nearby}>
      <ToolButton icon={IconDownload} isBusy={isBusy} onClick={() => start(format)}>
        {label}
      </ToolButton>
      <FormatMenu
        label={`${label} as`}
        chosen={format}
        onExport={(as) => {
          chooseFormat(as);
          start(as);
        }}
      />
    </span>
  );
}
