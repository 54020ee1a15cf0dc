import { Checkbox, Skeleton, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  name: string;
  /** Returns the content of a cell, or null for an empty cell. */
  cell: (row: Row) => ReactNode;
  /** `end` is for numbers. */
  align?: 'end';
  /** The place in the card that a row becomes on a phone. By default a line with a label. */
  card?: 'title' | 'aside' | 'body' | 'actions' | 'hidden';
  width?: string | number;
}

/** The keys of the rows that a person has selected. */
export interface Selection {
  keys: ReadonlySet<string | number>;
  onChange: (keys: ReadonlySet<string | number>) => void;
}

interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** Names a row for screen readers. */
  rowName: (row: Row) => string;
  /** Adds checkboxes that select rows. */
  selection?: Selection;
}

/** Shows rows as a table, or as cards on a phone. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const isPhone = useIsPhone();
  return isPhone ? <Cards {...props} /> : <Rows {...props} />;
}

function useIsPhone(): boolean {
  return useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
}

function Rows<Row>({ label, columns, rows, rowKey, rowName, selection }: DataTableProps<Row>) {
  return (
    // What is only for screen readers is placed within it, or the whole page would be as wide as the table.
    <Table.ScrollContainer minWidth={720} type="native" pos="relative">
      <Table aria-label={label} className={classes.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            {selection === undefined ? null : (
              <Table.Th scope="col" w={44}>
                <SelectAll keys={rows.map(rowKey)} selection={selection} />
              </Table.Th>
            )}
            {columns.map((column) => (
              <Table.Th
                key={column.name}
                scope="col"
                {...(column.align === undefined ? {} : { 'data-align': column.align })}
                {...(column.width === undefined ? {} : { w: column.width })}
              >
                {column.card === 'actions' ? (
                  <span className={classes.unseen}>{column.name}</span>
                ) : (
                  column.name
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr
              key={rowKey(row)}
              aria-label={rowName(row)}
              {...(selection === undefined ? {} : { 'aria-selected': selection.keys.has(rowKey(row)) })}
            >
              {selection === undefined ? null : (
                <Table.Td>
                  <SelectRow name={rowName(row)} rowKey={rowKey(row)} selection={selection} />
                </Table.Td>
              )}
              {columns.map((column) => (
                <Table.Td
                  key={column.name}
                  {...(column.align === undefined ? {} : { 'data-align': column.align })}
                >
                  {column.cell(row) ?? <Nothing />}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Cards<Row>({ label, columns, rows, rowKey, rowName, selection }: DataTableProps<Row>) {
  const placed = (place: Column<Row>['card']) => columns.filter((column) => column.card === place);
  return (
    <ul aria-label={label} className={classes.cards}>
      {selection === undefined ? null : (
        <li className={classes.cardSelectAll}>
          <SelectAll keys={rows.map(rowKey)} selection={selection} label="Select all" />
        </li>
      )}
      {rows.map((row) => (
        <li key={rowKey(row)} aria-label={rowName(row)} className={classes.card}>
          <div className={classes.cardHead}>
            {selection === undefined ? null : (
              <SelectRow name={rowName(row)} rowKey={rowKey(row)} selection={selection} />
            )}
            <div className={classes.cardTitle}>
              {placed('title').map((column) => (
                <div key={column.name}>{column.cell(row)}</div>
              ))}
            </div>
            <div className={classes.cardAside}>
              {placed('aside').map((column) => (
                <div key={column.name}>{column.cell(row)}</div>
              ))}
            </div>
          </div>
          <dl className={classes.facts}>
            {placed(undefined).map((column) => (
              <Fact key={column.name} name={column.name} content={column.cell(row)} />
            ))}
          </dl>
          {placed('body').map((column) => (
            <div key={column.name} className={classes.cardBody}>
              {column.cell(row)}
            </div>
          ))}
          {placed('actions').map((column) => (
            <div key={column.name} className={classes.cardActions}>
              {column.cell(row)}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, content }: { name: string; content: ReactNode }) {
  if (content === null) return null;
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{content}</dd>
    </div>
  );
}

function SelectRow(props: { name: string; rowKey: string | number; selection: Selection }) {
  const { keys, onChange } = props.selection;
  const isChosen = keys.has(props.rowKey);
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${props.name}`}
      checked={isChosen}
      onChange={() =>
        onChange(
          isChosen
            ? new Set([...keys].filter((key) => key !== props.rowKey))
            : new Set([...keys, props.rowKey]),
        )
      }
    />
  );
}

function SelectAll(props: { keys: readonly (string | number)[]; selection: Selection; label?: string }) {
  const { keys, onChange } = props.selection;
  const isAll = props.keys.every((key) => keys.has(key));
  return (
    <Checkbox
      size="xs"
      {...(props.label === undefined
        ? { 'aria-label': 'Select all that are shown' }
        : { label: props.label })}
      checked={isAll}
      indeterminate={!isAll && keys.size > 0}
      onChange={() => onChange(isAll ? new Set() : new Set(props.keys))}
    />
  );
}

function Nothing() {
  return (
    <Text span fz="sm" c="dimmed" aria-label="none">
      –
    </Text>
  );
}

export function DataTableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className={classes.skeleton}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <div key={row} className={classes.skeletonRow}>
          <Skeleton height={14} width={`${28 + ((row * 7) % 12)}%`} />
          <Skeleton height={14} width="12%" />
          <Skeleton height={14} width="16%" />
        </div>
      ))}
    </div>
  );
}
