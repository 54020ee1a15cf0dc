import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';
import { followRow, noteFollowed } from './follow-row.ts';
import type { Sort } from './list-search.ts';
import { type RowSelecting, useRowSelecting } from './row-selecting.ts';
import { SelectAllBox, SelectRowBox } from './select-boxes.tsx';
import type { Column, DataTableProps } from './table-columns.ts';

/** The rows as a list of cards, for phones. */
export function TableCards<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, selection, sorting } = props;
  const selecting = useRowSelecting(selection, rows.map(rowKey));
  return (
    <>
      {sorting === undefined ? null : <SortChoice columns={columns} {...sorting} />}
      {selection === undefined ? null : (
        <div className={classes.cardSelectAll}>
          <SelectAllBox keys={rows.map(rowKey)} selection={selection} label="Select all that are shown" />
        </div>
      )}
      <ul aria-label={label} className={classes.cards} data-density={props.density ?? 'roomy'}>
        {rows.map((row, index) => (
          <Card key={rowKey(row)} {...props} row={row} index={index} selecting={selecting} />
        ))}
      </ul>
    </>
  );
}

function Card<Row>(
  props: DataTableProps<Row> & { row: Row; index: number; selecting: RowSelecting | undefined },
) {
  const { row, columns, selection, selecting } = props;
  const key = props.rowKey(row);
  const name = props.rowName(row);
  const open = () => props.onOpen?.(String(key));
  return (
    // The link in the card is what keys reach.
    <li
      aria-label={name}
      className={classes.card}
      data-index={props.index}
      data-row-key={key}
      tabIndex={-1}
      {...(props.onOpen === undefined
        ? {}
        : {
            'data-opens': true,
            onClickCapture: (event) => noteFollowed(event, open),
            onClick: (event) => followRow(event, open),
          })}
    >
      <CardHead row={row} columns={columns}>
        {selection === undefined || selecting === undefined ? null : (
          <SelectRowBox rowKey={key} name={name} isSelected={selection.has(key)} selecting={selecting} />
        )}
      </CardHead>
      <CardBody row={row} columns={columns} />
    </li>
  );
}

function placed<Row>(columns: readonly Column<Row>[], place: Column<Row>['card']) {
  return columns.filter((column) => column.card === place);
}

function CardHead<Row>(props: { row: Row; columns: readonly Column<Row>[]; children: ReactNode }) {
  return (
    <div className={classes.cardHead}>
      {props.children}
      <div className={classes.cardTitle} data-title-cell>
        {placed(props.columns, 'title').map((column) => (
          <div key={column.name}>{column.cell(props.row)}</div>
        ))}
      </div>
      <div className={classes.cardAside}>
        {placed(props.columns, 'aside').map((column) => (
          <div key={column.name}>{column.cell(props.row)}</div>
        ))}
      </div>
    </div>
  );
}

function CardBody<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }) {
  return (
    <>
      <FactList row={row} columns={placed(columns, 'line')} className={classes.cardLine} />
      <FactList row={row} columns={placed(columns, undefined)} className={classes.facts} />
      {placed(columns, 'body').map((column) => (
        <div key={column.name} className={classes.cardBody}>
          {column.cell(row)}
        </div>
      ))}
      {placed(columns, 'actions').map((column) => (
        <div key={column.name} className={classes.cardActions}>
          {column.cell(row)}
        </div>
      ))}
    </>
  );
}

function FactList<Row>(props: { row: Row; columns: readonly Column<Row>[]; className: string | undefined }) {
  if (props.columns.length === 0) return null;
  return (
    <dl className={props.className} data-card-line={props.className === classes.cardLine}>
      {props.columns.map((column) => (
        <Fact key={column.name} name={column.name} content={column.cell(props.row)} />
      ))}
    </dl>
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

/** Cards have no heads to sort by. */
function SortChoice<Row>(props: {
  columns: readonly Column<Row>[];
  current: Sort;
  onSort: (sort: Sort) => void;
}) {
  const sortable = props.columns.filter((column) => column.sort !== undefined);
  if (sortable.length === 0) return null;
  const value = `${props.current.by} ${props.current.order}`;
  const choices = sortable.flatMap(({ name, sort, orderNames }) => [
    { value: `${sort} asc`, label: orderNames?.asc ?? `${name}, ascending` },
    { value: `${sort} desc`, label: orderNames?.desc ?? `${name}, descending` },
  ]);
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <div className={classes.cardSort}>
      <NativeSelect
        aria-label="Sort by"
        size="sm"
        data={isKnown ? choices : [{ value, label: 'Usual order' }, ...choices]}
        value={value}
        onChange={(event) => {
          const [by = '', order] = event.currentTarget.value.split(' ');
          props.onSort({ by, order: order === 'desc' ? 'desc' : 'asc' });
        }}
      />
    </div>
  );
}
