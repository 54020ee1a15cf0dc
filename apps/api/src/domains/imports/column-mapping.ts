import type { importMapping } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { columnName, headerFingerprint, uniqueTitles } from './column-titles.ts';
import type { ColumnChoice, FileFormat } from './formats/file-format.ts';
import { recognise } from './formats/known-formats.ts';
import { FIELDS, fieldOfColumn, fieldTitle } from './product-fields.ts';
import { quoted, quotedList } from './shown-text.ts';

/** Which columns, by title, stand for which fields. */
export type ColumnMapping = z.output<typeof importMapping>;

/** Mappings that people chose before, by the fingerprint of the header. */
export type RememberedMappings = Readonly<Record<string, ColumnMapping>>;

export interface MappingWishes {
  sent: ColumnMapping | null;
  remembered: RememberedMappings;
}

/** A header with what its columns stand for. */
export interface ReadHeader {
  titles: string[];
  fingerprint: string;
  format: FileFormat | null;
  mapping: ColumnMapping | null;
  mappedBy: 'sent' | 'remembered' | 'format' | 'titles' | null;
  /** Why there is no mapping, and the field of the request that it is about, if it is not the file itself. */
  problem: { field: string | null; message: string } | null;
}

/** Decides what the columns of a header stand for: as the caller says, as before, as the format has it, by their titles. */
export function readHeader(cells: readonly string[], wishes: MappingWishes): ReadHeader {
  const titles = uniqueTitles(cells);
  const fingerprint = headerFingerprint(titles);
  const names = titles.map(columnName);
  const format = recognise(new Set(names));
  const header = { titles, fingerprint, format };
  const mapped = (mapping: ColumnMapping, mappedBy: ReadHeader['mappedBy']): ReadHeader => ({
    ...header,
    mapping,
    mappedBy,
    problem: null,
  });
  if (wishes.sent !== null) {
    const missing = missingColumn(wishes.sent, titles);
    if (missing === null) return mapped(wishes.sent, 'sent');
    const message = `there is no column ${quoted(missing.title)}; the file has ${quotedList(titles)}`;
    return { ...header, mapping: null, mappedBy: null, problem: { field: missing.field, message } };
  }
  const before = wishes.remembered[fingerprint];
  if (before !== undefined && missingColumn(before, titles) === null) return mapped(before, 'remembered');
  if (format !== null) return mapped(mappingOf(format, names, titles), 'format');
  const byTitles = mappingByTitles(cells, titles);
  if ('sku' in byTitles) return mapped(byTitles, 'titles');
  return { ...header, mapping: null, mappedBy: null, problem: { field: null, message: byTitles.problem } };
}

/** Returns the titles that a mapping names, with their fields. */
export function mappedTitles(mapping: ColumnMapping): { field: keyof ColumnMapping; title: string }[] {
  return Object.entries(mapping).flatMap(([field, titles]) =>
    [titles].flat().map((title) => ({ field: field as keyof ColumnMapping, title: title as string })),
  );
}

function missingColumn(
  mapping: ColumnMapping,
  titles: readonly string[],
): { field: string; title: string } | null {
  const there = new Set(titles);
  const missing = mappedTitles(mapping).find(({ title }) => !there.has(title));
  return missing === undefined ? null : { field: `mapping.${missing.field}`, title: missing.title };
}

function mappingOf(
  { columns }: FileFormat,
  names: readonly string[],
  titles: readonly string[],
): ColumnMapping {
  const titlesOf = (choice: ColumnChoice | undefined) =>
    placesOf(choice ?? [], names).map((place) => titles[place] as string);
  const sku = titlesOf(columns.sku)[0];
  if (sku === undefined) throw new Error('a format was recognised without a column for the SKU');
  const mapping: ColumnMapping = { sku };
  for (const field of ['name', 'stock', 'threshold'] as const) {
    const chosen = titlesOf(columns[field]);
    if (chosen.length > 0) mapping[field] = chosen;
  }
  for (const field of ['unitPrice', 'supplier', 'location'] as const) {
    const [chosen] = titlesOf(columns[field]);
    if (chosen !== undefined) mapping[field] = chosen;
  }
  return mapping;
}

/** Returns the places of the columns that a format chooses. */
export function placesOf(choice: ColumnChoice, names: readonly string[]): number[] {
  const places = [...names.keys()];
  if ('startsWith' in choice) return places.filter((place) => names[place]?.startsWith(choice.startsWith));
  if ('behind' in choice) {
    const last = names.indexOf(choice.behind);
    return last === -1 ? [] : places.slice(last + 1);
  }
  const first = choice.find((name) => names.includes(name));
  return first === undefined ? [] : [names.indexOf(first)];
}

function mappingByTitles(
  cells: readonly string[],
  titles: readonly string[],
): ColumnMapping | { problem: string } {
  const chosen = new Map<string, string>();
  for (const field of FIELDS) {
    const places = [...cells.keys()].filter((place) => fieldOfColumn(cells[place] ?? '') === field);
    if (places.length > 1) {
      const both = places.map((place) => quoted(cells[place] ?? '')).join(' and ');
      return { problem: `the columns ${both} both mean ${fieldTitle(field)}` };
    }
    const [place] = places;
    if (place !== undefined) chosen.set(field, titles[place] as string);
  }
  const sku = chosen.get('sku');
  if (sku === undefined) {
    return {
      problem: `there is no column "sku"; the header has ${quotedList(cells)}: say in mapping which columns stand for what`,
    };
  }
  const mapping: ColumnMapping = { sku };
  for (const field of ['name', 'stock', 'threshold'] as const) {
    const title = chosen.get(field);
    if (title !== undefined) mapping[field] = [title];
  }
  for (const field of ['unitPrice', 'supplier'] as const) {
    const title = chosen.get(field);
    if (title !== undefined) mapping[field] = title;
  }
  return mapping;
}
