import type { FileMarks } from '@dreamteamhub/db/exports';
import { ZonedTimes } from './zoned-times.ts';

/** How the cells of a file are written. */
export interface FileStyle {
  readonly times: ZonedTimes;
  readonly separator: ',' | ';';
  readonly decimalMark: '.' | ',';
}

export function fileStyleOf({
  timeZone,
  separator,
  decimalMark,
}: { timeZone: string } & FileMarks): FileStyle {
  return {
    times: new ZonedTimes(timeZone),
    separator: separator === 'semicolon' ? ';' : ',',
    decimalMark: decimalMark === 'comma' ? ',' : '.',
  };
}
