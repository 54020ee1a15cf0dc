import { admin, canonicalSku } from '@dreamteamhub/sdk/contract';
import type { ZodType } from 'zod';
import type { CsvRecord } from './csv-records.ts';
import type { MappedLayout } from './file-layout.ts';
import { FormatRules } from './format-rules.ts';
import type { ImportChange } from './import-rules.ts';
import { type Cell, type NumberStyle, numberStyleOf, readPrice, readUnits } from './number-cells.ts';
import { fieldTitle, type ImportField } from './product-fields.ts';
import { quoted } from './shown-text.ts';
import { doubtfulSku, isShortenedSku, spreadsheetDamage, withoutTextMark } from './spreadsheet-damage.ts';

/** A line by itself. */
export interface ReadLine {
  line: number;
  sku: string | null;
  location: string;
  values: ImportChange;
  problem: string | null;
  doubt: string | null;
}

const LONGEST_TEXT = 255;
const contract = admin.inventory.createProduct.input.shape;

/** Reads the lines of one file. An empty cell leaves its field as it is. */
export class LineReader {
  readonly hasLocations: boolean;
  readonly #width: number;
  /** Whether this file leaves out the empty cells at the ends of lines: a program does so in all of them, or in none. */
  readonly #mayBeShort: boolean;
  readonly #titles: readonly string[];
  readonly #places: Places;
  readonly #rules: FormatRules;
  readonly #styles: ReadonlyMap<number, NumberStyle>;
  readonly #currency: string;

  /** `currency`: of the prices. */
  constructor(layout: MappedLayout, records: readonly CsvRecord[], currency: string) {
    this.#currency = currency;
    this.#width = layout.cells.length;
    this.#mayBeShort = !records.some(
      ({ cells }) => cells.length >= this.#width && cells.length > 1 && cells.at(-1)?.trim() === '',
    );
    this.#titles = layout.titles;
    this.#places = placesOf(layout);
    this.#rules = new FormatRules(layout, currency);
    this.hasLocations = this.#places.location !== null;
    const numbers = [...this.#places.stock, ...this.#places.threshold, this.#places.unitPrice ?? []].flat();
    this.#styles = new Map(
      numbers.map((place) => [
        place,
        numberStyleOf(
          records.map(({ cells }) => cells[place]?.trim() ?? ''),
          layout.delimiter,
        ),
      ]),
    );
  }

  /** Reads a line, or says why it is no product of its own. */
  read({ line, cells }: CsvRecord): ReadLine | { leftOut: string } {
    const problem = this.#widthProblem(cells);
    if (problem !== null) return { line, sku: null, location: '', values: {}, problem, doubt: null };
    const texts = cells.map((cell) => withoutTextMark(cell.trim()));
    const rules = this.#rules.apply(texts);
    if ('leftOut' in rules) return rules;
    const problems: string[] = [];
    const values: ImportChange = {};
    const take = <Value>(field: ImportField, cell: Cell<Value>, put: (value: Value) => void) => {
      if ('problem' in cell) problems.push(`${fieldTitle(field)}: ${cell.problem}`);
      else put(cell.value);
    };
    const places = this.#places;
    const skuText = texts[places.sku] ?? '';
    let sku: string | null = null;
    take('sku', readSku(skuText), (value) => {
      sku = value;
    });
    const name = rules.name ?? joined(places.name.map((place) => texts[place] ?? ''));
    if (name !== '') take('name', readText(name, contract.name), (value) => (values.name = value));
    if (rules.hasLevel) {
      take(
        'stock',
        this.#sum(texts, places.stock, (text) => this.#rules.isNoLevel(text)),
        (sum) => {
          if (sum === null) return;
          if (sum < 0 && !this.hasLocations) problems.push(`stock: ${quoted(String(sum))} is less than 0`);
          else values.stock = sum;
        },
      );
    }
    const counted = this.#rules.thresholds(places.threshold, this.#titles, texts);
    take(
      'threshold',
      this.#sum(texts, counted, () => false),
      (sum) => {
        if (sum === null) return;
        if (sum < 0) problems.push(`threshold: ${quoted(String(sum))} is less than 0`);
        else values.threshold = sum;
      },
    );
    const inherited = (place: number | null) =>
      place === null ? '' : texts[place] || rules.product?.[place] || '';
    const price = inherited(places.unitPrice);
    if (price !== '' && places.unitPrice !== null && !this.#rules.isNoPrice(price)) {
      const style = this.#styles.get(places.unitPrice) as NumberStyle;
      const read = readPrice(price, style, this.#currency);
      take('unitPrice', this.#rules.withSurcharge(read, texts), (value) => (values.unitPrice = value));
    }
    const supplier = inherited(places.supplier);
    if (supplier !== '') {
      take('supplier', readText(supplier, contract.supplier), (value) => (values.supplier = value));
    }
    return {
      line,
      sku,
      values,
      location: places.location === null ? '' : (texts[places.location] ?? ''),
      problem: problems.length === 0 ? null : problems.join('; '),
      doubt: doubtfulSku(skuText),
    };
  }

  #widthProblem(cells: readonly string[]): string | null {
    const isTooLong = cells.slice(this.#width).some((cell) => cell.trim() !== '');
    if (!isTooLong && (cells.length >= this.#width || this.#mayBeShort)) return null;
    return `the line has ${cells.length} fields and the header ${this.#width}: check the quotes and separators`;
  }

  /** Returns the sum of some cells; null when none of them says anything. */
  #sum(
    texts: readonly string[],
    places: readonly number[],
    saysNothing: (text: string) => boolean,
  ): Cell<number | null> {
    let sum: number | null = null;
    for (const place of places) {
      const text = texts[place] ?? '';
      if (text === '' || saysNothing(text)) continue;
      const read = readUnits(text, this.#styles.get(place) as NumberStyle);
      if ('problem' in read) return read;
      sum = (sum ?? 0) + read.value;
    }
    return contract.stock.safeParse(Math.abs(sum ?? 0)).success
      ? { value: sum }
      : { problem: `the sum ${quoted(String(sum))} is too large` };
  }
}

interface Places {
  sku: number;
  name: number[];
  stock: number[];
  threshold: number[];
  unitPrice: number | null;
  supplier: number | null;
  location: number | null;
}

function placesOf({ titles, mapping }: MappedLayout): Places {
  const place = (title: string) => titles.indexOf(title);
  const maybe = (title: string | undefined) => (title === undefined ? null : place(title));
  return {
    sku: place(mapping.sku),
    name: (mapping.name ?? []).map(place),
    stock: (mapping.stock ?? []).map(place),
    threshold: (mapping.threshold ?? []).map(place),
    unitPrice: maybe(mapping.unitPrice),
    supplier: maybe(mapping.supplier),
    location: maybe(mapping.location),
  };
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' - ');
}

function readSku(text: string): Cell<string> {
  if (isShortenedSku(text)) return { problem: `${quoted(text)}: ${spreadsheetDamage(text)}` };
  const read = readText(text, contract.sku);
  return 'problem' in read ? read : { value: canonicalSku(text) };
}

function readText(text: string, schema: ZodType): Cell<string> {
  if (text.length > LONGEST_TEXT) return { problem: `has more than ${LONGEST_TEXT} characters` };
  // Programs put this where the file's bytes are not in the encoding that they expect.
  if (text.includes('\uFFFD')) {
    return {
      problem: 'has characters that cannot be read: choose another encoding, or save the file as UTF-8',
    };
  }
  const { error } = schema.safeParse(text);
  return error === undefined ? { value: text } : { problem: error.issues[0]?.message ?? 'is not valid' };
}
