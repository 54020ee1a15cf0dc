/**
 * Reads search parameters as plain text. The router's own codec would read `?sku=1e5` as a number, and write a SKU
 * like that with quotes.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Reads one parameter. A value that it does not take counts as missing. */
export type Param<Value> = (value: unknown) => Value | undefined;

/** What a route reads of its address: only these parameters, each of which may be missing. */
export type Search<Params extends Record<string, Param<unknown>>> = {
  [Name in keyof Params]?: ReturnType<Params[Name]> | undefined;
};

/**
 * Returns a `validateSearch` for a route. It is written by hand because every route is known to the first page, which
 * would load all of zod for it.
 */
export function readSearch<Params extends Record<string, Param<unknown>>>(
  params: Params,
): (search: Record<string, unknown>) => Search<Params> {
  return (search) => {
    // Undefined and not left out: the router would put back what was given.
    const found = Object.entries(params).map(([name, read]) => [name, read(search[name])]);
    // Its keys are those of `params`, and each value is what the reader of its key returned.
    return Object.fromEntries(found) as Search<Params>;
  };
}

/** Takes a text of at most this many characters, without the space around it. */
export function textUpTo(length: number): Param<string> {
  return (value) => {
    const text = typeof value === 'string' ? value.trim() : undefined;
    return text === undefined || text === '' || text.length > length ? undefined : text;
  };
}

/** The longest name in the hub has this many characters. */
export const text = textUpTo(255);

/** A token, or an address to go on to. */
export const longText = textUpTo(8_000);

/** Takes one of these words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Param<Word> {
  return (value) => words.find((word) => word === value);
}

/** Takes the number of a row: 1 and up, by its digits. */
export const rowId: Param<number> = (value) => {
  const id = /^[1-9]\d{0,15}$/.test(`${value}`) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(id) ? id : undefined;
};

/** A name of columns for each of them, with commas between. */
const columnNames = textUpTo(1_000);

export const uuid: Param<string> = (value) =>
  typeof value === 'string' && /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value) ? value : undefined;

/** The parameters of a list with saved views: the view, `none`, and columns other than the view’s. */
export const viewParams = {
  view: ((value) => (value === 'none' ? value : uuid(value))) as Param<string>,
  columns: columnNames,
};
