import type { ImportEncoding } from '../../hub/trpc.ts';

/** Encodings as people know them, the likeliest first. */
export const ENCODING_NAMES: Readonly<Record<ImportEncoding, string>> = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Windows, Western (1252)',
  macintosh: 'Mac OS Roman',
  ibm850: 'DOS, Western (850)',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1250': 'Windows, Central European (1250)',
  'iso-8859-2': 'Central European (ISO 8859-2)',
  'windows-1251': 'Windows, Cyrillic (1251)',
  'koi8-r': 'Cyrillic (KOI8-R)',
  'windows-1253': 'Windows, Greek (1253)',
  'windows-1254': 'Windows, Turkish (1254)',
  'windows-1255': 'Windows, Hebrew (1255)',
  'windows-1256': 'Windows, Arabic (1256)',
  'windows-1257': 'Windows, Baltic (1257)',
  shift_jis: 'Japanese (Shift-JIS)',
  'euc-jp': 'Japanese (EUC-JP)',
  gb18030: 'Chinese, simplified (GB 18030)',
  big5: 'Chinese, traditional (Big5)',
  'euc-kr': 'Korean (EUC-KR)',
};
