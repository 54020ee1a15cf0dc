import type { AdminInputs } from '@dreamteamhub/sdk/admin';
import { useQuery } from '@tanstack/react-query';
import { StoredChoice, useStoredChoice } from '../../ui/stored-choice.ts';
import { operatorQuery } from '../session.ts';

type Marks = Required<Pick<AdminInputs['exports']['createExport'], 'separator' | 'decimalMark'>>;

/** How a CSV file is written. */
export type FileFormat = 'comma' | 'semicolon' | 'semicolon-point';

interface FormatWords {
  marks: Marks;
  name: string;
  /** Whose spreadsheets expect it. */
  hint: string;
}

export const fileFormats: Readonly<Record<FileFormat, FormatWords>> = {
  comma: {
    marks: { separator: 'comma', decimalMark: 'point' },
    name: 'Commas, 1234.50',
    hint: 'Spreadsheets in English, and most other programs',
  },
  semicolon: {
    marks: { separator: 'semicolon', decimalMark: 'comma' },
    name: 'Semicolons, 1234,50',
    hint: 'Spreadsheets in German, French, Spanish and others',
  },
  'semicolon-point': {
    marks: { separator: 'semicolon', decimalMark: 'point' },
    name: 'Semicolons, 1234.50',
    hint: 'Spreadsheets set to Switzerland',
  },
};

const WORDS = ['comma', 'semicolon', 'semicolon-point'] as const satisfies readonly FileFormat[];
const KEY = 'dreamteamhub.file-format';

const choices = new Map<string, StoredChoice<FileFormat>>();

/** What a person has chosen on this browser. Which one it must be is a setting of the machine, not of the browser's language. */
function choiceOf(who: string): StoredChoice<FileFormat> {
  const choice = choices.get(who) ?? new StoredChoice<FileFormat>(`${KEY}.${who}`, WORDS);
  choices.set(who, choice);
  return choice;
}

/** The format of the files that the person exports on this browser, and what chooses another one. */
export function useFileFormat(): [FileFormat, (format: FileFormat) => void] {
  const who = useQuery(operatorQuery).data?.email ?? '';
  const choice = choiceOf(who);
  return [useStoredChoice(choice), choice.choose];
}

/** Whether numbers of this browser's language have a decimal comma, as those of many spreadsheets then do. */
export function isCommaDecimal(locale?: string): boolean {
  return new Intl.NumberFormat(locale).format(1.5).includes(',');
}
