import { admin, canonicalSku } from '@dreamteamhub/sdk/contract';
import type { ZodType } from 'zod';

export type ImportField = 'sku' | 'name' | 'stock' | 'threshold' | 'unitPrice' | 'supplier';

/** Fields of a product as a file sets them. */
export interface ImportChange {
  name?: string;
  stock?: number;
  threshold?: number;
  /** Two decimals, as the database returns it. */
  unitPrice?: string | null;
  supplier?: string | null;
}

/** A line of a file by itself; its values are in the range that the contract allows, or it has a problem. */
export interface FileLine {
  /** As a text editor counts: the header is line 1. */
  line: number;
  sku: string | null;
  values: ImportChange;
  problem: string | null;
}

/** What a line does to the existing products. */
export interface PlannedLine {
  line: number;
  sku: string | null;
  action: 'create' | 'update' | 'unchanged' | 'problem';
  change: ImportChange;
  before: ImportChange | null;
  problem: string | null;
}

/** Names of columns, in lower case and with letters and digits only: `Unit_Price` is `unitprice`. */
const COLUMN_NAMES: Record<ImportField, { title: string; names: readonly string[] }> = {
  sku: { title: 'sku', names: ['sku', 'productsku', 'variantsku', 'itemsku'] },
  name: { title: 'name', names: ['name', 'product', 'productname', 'itemname', 'title'] },
  stock: {
    title: 'stock',
    names: [
      ...['stock', 'quantity', 'qty', 'onhand', 'instock', 'stocklevel', 'stockquantity', 'stockqty'],
      ...['quantityonhand', 'qtyonhand', 'stockonhand'],
    ],
  },
  threshold: {
    title: 'threshold',
    names: ['threshold', 'lowstock', 'lowstockthreshold', 'reorderpoint', 'reorderlevel', 'minimumstock'],
  },
  unitPrice: { title: 'unit_price', names: ['unitprice', 'price'] },
  supplier: { title: 'supplier', names: ['supplier', 'suppliername', 'vendor', 'vendorname'] },
};

const FIELDS = Object.keys(COLUMN_NAMES) as ImportField[];
const NEEDED_BY_NEW = ['name', 'stock', 'threshold'] as const;
const LONGEST_TEXT = 255;

const contract = admin.inventory.createProduct.input.shape;

/** Returns the field that a column stands for; null when it is not a field of a product. */
export function fieldOfColumn(title: string): ImportField | null {
  const name = title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return FIELDS.find((field) => COLUMN_NAMES[field].names.includes(name)) ?? null;
}

/** Returns the fields of a header's columns, in order, and the ignored columns; or why it cannot be read. */
export function readHeader(
  titles: readonly string[],
): { fields: (ImportField | null)[]; ignored: string[] } | { problem: string } {
  const fields = titles.map(fieldOfColumn);
  for (const field of FIELDS) {
    const places = titles.filter((_title, place) => fields[place] === field);
    if (places.length > 1) {
      return {
        problem: `the columns ${places.map(quoted).join(' and ')} both mean ${COLUMN_NAMES[field].title}`,
      };
    }
  }
  if (!fields.includes('sku')) {
    return { problem: `there is no column "sku"; the first line has ${titles.map(quoted).join(', ')}` };
  }
  const ignored = titles.filter((title, place) => fields[place] === null && title.trim() !== '');
  return { fields, ignored: ignored.map((title) => shown(title)) };
}

/** Reads the cells of one line. An empty cell leaves its field as it is. */
export function readLine(
  line: number,
  cells: readonly string[],
  fields: readonly (ImportField | null)[],
): FileLine {
  if (cells.length !== fields.length) {
    const problem = `the line has ${cells.length} fields, the header ${fields.length}: quotes or separators are not right`;
    return { line, sku: null, values: {}, problem };
  }
  const problems: string[] = [];
  const values: ImportChange = {};
  let sku: string | null = null;
  for (const [place, field] of fields.entries()) {
    if (field === null) continue;
    const text = (cells[place] ?? '').trim();
    if (text === '' && field !== 'sku') continue;
    const read = readCell(field, text);
    if ('problem' in read) problems.push(`${COLUMN_NAMES[field].title}: ${read.problem}`);
    else if (field === 'sku') sku = canonicalSku(text);
    else Object.assign(values, { [field]: read.value });
  }
  return { line, sku, values, problem: problems.length === 0 ? null : problems.join('; ') };
}

type Cell = { value: string | number } | { problem: string };

function readCell(field: ImportField, text: string): Cell {
  switch (field) {
    case 'sku':
    case 'name':
    case 'supplier':
      return readText(text, contract[field]);
    case 'stock':
    case 'threshold':
      return readUnits(text);
    case 'unitPrice':
      return readPrice(text);
  }
}

function readText(text: string, schema: ZodType): Cell {
  if (text.length > LONGEST_TEXT) return { problem: `has more than ${LONGEST_TEXT} characters` };
  // Programs put this where the file's bytes are not in the encoding that they expect.
  if (text.includes('\uFFFD'))
    return { problem: 'has characters that cannot be read: save the file as UTF-8' };
  const { error } = schema.safeParse(text);
  return error === undefined ? { value: text } : { problem: error.issues[0]?.message ?? 'is not valid' };
}

function readUnits(text: string): Cell {
  if (/^-\d+$/.test(text)) return { problem: `${quoted(text)} is less than 0` };
  if (!/^\d+$/.test(text)) {
    return {
      problem: `${quoted(text)} is not a whole number: write digits only, without separators or decimals`,
    };
  }
  const value = Number(text);
  return contract.stock.safeParse(value).success ? { value } : { problem: `${quoted(text)} is too large` };
}

function readPrice(text: string): Cell {
  const match = /^0*(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  return match === null
    ? { problem: `${quoted(text)} is not an amount: write it like 1234.56, without separators or currency` }
    : { value: `${match[1]}.${(match[2] ?? '').padEnd(2, '0')}` };
}

/** Adds the problem to the second line of a SKU that is in the file twice. */
export function repeatedSku(repeated: FileLine, firstLine: number): FileLine {
  const problem = `sku: is already on line ${firstLine}`;
  return { ...repeated, problem: repeated.problem === null ? problem : `${problem}; ${repeated.problem}` };
}

/** Decides what a line does, given the product with its SKU. */
export function planLine(
  { line, sku, values, problem }: FileLine,
  product: (Required<ImportChange> & { sku: string; isArchived: boolean }) | undefined,
): PlannedLine {
  const refuse = (why: string): PlannedLine => ({
    line,
    sku,
    action: 'problem',
    change: values,
    before: null,
    problem: why,
  });
  if (problem !== null) return refuse(problem);
  if (product === undefined) {
    const missing = NEEDED_BY_NEW.filter((field) => values[field] === undefined);
    return missing.length > 0
      ? refuse(`${missing.join(', ')}: missing, and there is no product with this SKU yet`)
      : { line, sku, action: 'create', change: values, before: null, problem: null };
  }
  const { sku: knownSku, isArchived, ...before } = product;
  if (isArchived) return refuse(ARCHIVED_PROBLEM);
  const change = Object.fromEntries(
    Object.entries(values).filter(([field, value]) => before[field as keyof ImportChange] !== value),
  );
  const action = Object.keys(change).length === 0 ? 'unchanged' : 'update';
  return { line, sku: knownSku, action, change, before, problem: null };
}

export const ARCHIVED_PROBLEM = 'sku: the product is archived; restore it first';

const LONGEST_SHOWN = 60;

/** Returns text of a file as messages show it: short, and such that the database can hold it. */
function shown(text: string): string {
  const short = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;
  return short
    .trim()
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\uFFFD');
}

function quoted(text: string): string {
  return `"${shown(text)}"`;
}
