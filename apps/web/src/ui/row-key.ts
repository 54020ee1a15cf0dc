/** What tells a row of a list from the others. */
export type RowKey = string | number;
