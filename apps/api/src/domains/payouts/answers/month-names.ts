import { plainWord } from './csv-columns.ts';

/** Those of the lists that are read, in full and short; no name is that of two months. */
const LANGUAGES = ['en', 'de', 'fr', 'nl', 'es', 'de-AT', 'en-GB'];
/** As some banks shorten them. */
const OTHERS: Readonly<Record<string, number>> = { mrz: 3, sept: 9, mai: 5 };

const MONTHS = new Map<string, number>(Object.entries(OTHERS));
for (const language of LANGUAGES) {
  for (const width of ['long', 'short'] as const) {
    // With the day, as a month alone has another form in some languages.
    const format = new Intl.DateTimeFormat(language, { month: width, day: 'numeric', timeZone: 'UTC' });
    for (let month = 0; month < 12; month++) {
      const parts = format.formatToParts(Date.UTC(2026, month, 15));
      MONTHS.set(plainWord(parts.find(({ type }) => type === 'month')?.value ?? ''), month + 1);
    }
  }
}

/** Returns the number of a month, from 1; null for a word that names none. */
export function monthOfName(name: string): number | null {
  return MONTHS.get(plainWord(name)) ?? null;
}
