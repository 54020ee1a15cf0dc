/** What separates the fields of a file, and what stands before the decimals of its amounts. */
export interface FileMarks {
  separator: 'comma' | 'semicolon';
  decimalMark: 'point' | 'comma';
}

const USUAL: FileMarks = { separator: 'comma', decimalMark: 'point' };

/** Beside the filters, in one column: no filter of a list is called so. */
const FIELD = '$file';

/** Returns the filters with the marks of the file, where those are not the usual ones. */
export function storedQuery(query: Record<string, unknown>, marks: FileMarks): Record<string, unknown> {
  const { separator, decimalMark } = marks;
  const isUsual = separator === USUAL.separator && decimalMark === USUAL.decimalMark;
  return isUsual ? query : { ...query, [FIELD]: { separator, decimalMark } };
}

/** The inverse. */
export function readStoredQuery(stored: Record<string, unknown>): {
  query: Record<string, unknown>;
  marks: FileMarks;
} {
  const { [FIELD]: marks, ...query } = stored;
  // Only the function above writes it.
  return { query, marks: (marks as FileMarks | undefined) ?? USUAL };
}
