import { formatMinor, parseMinor, writtenAmount } from '../../platform/money.ts';
import { columnName } from './column-titles.ts';
import type { MappedLayout } from './file-layout.ts';
import type { Condition, FileFormat } from './formats/file-format.ts';
import type { Cell } from './number-cells.ts';
import { quoted } from './shown-text.ts';

type Texts = readonly string[];
type Test = (texts: Texts) => boolean;

/** What a format's rules say about one line. */
export interface LineRules {
  /** Null: what the columns of the name say. */
  name: string | null;
  hasLevel: boolean;
  /** The line of the product, where this one is a variant of it. */
  product: Texts | null;
}

/** Applies the rules of a file's format, line by line: variants belong to a line above them. */
export class FormatRules {
  readonly #format: Partial<FileFormat>;
  readonly #placeOf: ReadonlyMap<string, number>;
  readonly #leaveOut: readonly { holds: Test; because: string }[];
  readonly #noLevel: readonly Test[];
  readonly #isVariant: Test;
  readonly #sameProduct: number | null;
  readonly #name: NameColumns | null;
  readonly #surcharge: number | null;
  readonly #currency: string;
  #product: Texts | null = null;

  constructor(layout: MappedLayout, currency: string) {
    this.#currency = currency;
    const format: Partial<FileFormat> = layout.format ?? {};
    const names = layout.titles.map(columnName);
    // Where a name occurs twice, its first column counts.
    this.#placeOf = new Map(names.map((name, place) => [name, place] as const).reverse());
    this.#format = format;
    const test = (condition: Condition) => compile(condition, this.#placeOf);
    this.#leaveOut = (format.leaveOut ?? []).map(({ lines, because }) => ({ holds: test(lines), because }));
    this.#noLevel = (format.noLevelIf ?? []).map(test);
    this.#isVariant = format.variants === undefined ? () => false : test(format.variants.lines);
    this.#sameProduct = this.#place(format.variants?.sameProduct);
    this.#name = nameColumns(format, layout, this.#placeOf);
    this.#surcharge = this.#place(format.surcharge);
  }

  apply(texts: Texts): LineRules | { leftOut: string } {
    const isVariant = this.#isVariant(texts);
    if (!isVariant) this.#product = texts;
    const out = this.#leaveOut.find(({ holds }) => holds(texts));
    if (out !== undefined) return { leftOut: out.because };
    const product = isVariant ? this.#productOf(texts) : null;
    return {
      name: this.#name === null ? null : composeName(this.#name, texts, product),
      hasLevel: !this.#noLevel.some((holds) => holds(texts)),
      product,
    };
  }

  isNoLevel(text: string): boolean {
    return this.#format.noValues?.stock?.includes(text.toLowerCase()) ?? false;
  }

  isNoPrice(text: string): boolean {
    return this.#format.noValues?.unitPrice?.includes(text.toLowerCase()) ?? false;
  }

  /** Returns those columns of thresholds that count on a line. */
  thresholds(places: readonly number[], titles: readonly string[], texts: Texts): readonly number[] {
    const { columns, thresholdIf } = this.#format;
    if (thresholdIf === undefined) return places;
    const { column, is } = thresholdIf;
    const choice = columns?.threshold;
    const prefix = choice !== undefined && 'startsWith' in choice ? choice.startsWith : '';
    return places.filter((place) => {
      const beside =
        typeof column === 'string'
          ? column
          : column.startsWith + columnName(titles[place] ?? '').slice(prefix.length);
      const at = this.#place(beside);
      // A file without that column says that its thresholds count by having them.
      return at === null || is.includes((texts[at] ?? '').toLowerCase());
    });
  }

  withSurcharge(price: Cell<string>, texts: Texts): Cell<string> {
    const text = this.#surcharge === null ? '' : (texts[this.#surcharge] ?? '');
    if (text === '' || 'problem' in price) return price;
    const currency = this.#currency;
    const added = writtenAmount(text, currency);
    if (added === null) return { problem: `the surcharge ${quoted(text)} is not an amount` };
    const sum = parseMinor(price.value, currency) + parseMinor(added, currency);
    return { value: formatMinor(sum, currency) };
  }

  #place(name: string | undefined): number | null {
    return (name === undefined ? undefined : this.#placeOf.get(name)) ?? null;
  }

  #productOf(texts: Texts): Texts | null {
    if (this.#product === null || this.#sameProduct === null) return this.#product;
    return this.#product[this.#sameProduct] === texts[this.#sameProduct] ? this.#product : null;
  }
}

function compile(condition: Condition, placeOf: ReadonlyMap<string, number>): Test {
  const tests: Test[] = [];
  for (const [name, wanted] of Object.entries(condition)) {
    const place = placeOf.get(name);
    if (place === undefined) return () => false;
    const text = (texts: Texts) => (texts[place] ?? '').toLowerCase();
    if (typeof wanted === 'string') tests.push((texts) => text(texts) === wanted);
    else if ('not' in wanted) tests.push((texts) => text(texts) !== wanted.not);
    else tests.push((texts) => wanted.includes(text(texts)));
  }
  return (texts) => tests.every((test) => test(texts));
}

interface NameColumns {
  base: number;
  /** Of every line, and of variants alone. */
  parts: readonly number[];
  variantParts: readonly number[];
  cut: RegExp | undefined;
  leaveOut: readonly string[];
}

/** Null unless the name comes from the column that the format has for it: its parts go with no other. */
function nameColumns(
  { columns, nameParts = [], noNameParts = [], cutFromNames, variants }: Partial<FileFormat>,
  { mapping, titles }: MappedLayout,
  placeOf: ReadonlyMap<string, number>,
): NameColumns | null {
  const base = columns?.name?.map((name) => placeOf.get(name)).find((place) => place !== undefined);
  const chosen = mapping.name ?? [];
  if (base === undefined || chosen.length !== 1 || chosen[0] !== titles[base]) return null;
  const places = (names: readonly string[]) => names.flatMap((name) => placeOf.get(name) ?? []);
  return {
    base,
    parts: places(nameParts),
    variantParts: places(variants?.nameParts ?? []),
    cut: cutFromNames,
    leaveOut: noNameParts,
  };
}

function composeName(columns: NameColumns, texts: Texts, product: Texts | null): string {
  const { base, parts, variantParts, cut, leaveOut } = columns;
  const ofVariant = product === null ? [] : variantParts;
  const own = ofVariant.includes(base) ? '' : texts[base];
  const name = own || product?.[base] || '';
  if (name === '') return '';
  const added = [...parts, ...ofVariant]
    .map((place) => (cut === undefined ? texts[place] : texts[place]?.replace(cut, ''))?.trim() ?? '')
    .filter((text) => text !== '' && !leaveOut.includes(text.toLowerCase()));
  return added.length === 0 ? name : `${name} - ${added.join(' / ')}`;
}
