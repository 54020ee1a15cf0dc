import { expect, test } from 'vitest';
import { readText } from './read-text.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
/** One byte a letter, as ISO 8859-1 and Windows-1252 have them. */
const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test('UTF-8, with or without a byte order mark', () => {
  expect(readText(bytesOf('Müller;12,50'))).toBe('Müller;12,50');
  expect(readText(bytesOf('\uFEFFMüller'))).toBe('Müller');
});

test('UTF-16 with its mark, as spreadsheets save it', () => {
  const little = new Uint8Array([0xff, 0xfe, ...[...'Zoë'].flatMap((letter) => [letter.charCodeAt(0), 0])]);
  expect(readText(little)).toBe('Zoë');
});

test('what is not UTF-8 is read as Windows-1252', () => {
  expect(readText(latin('Müller;\x80 5'))).toBe('Müller;€ 5');
});

test('XML is read as it declares', () => {
  const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><Nm>Müller</Nm>';
  expect(readText(latin(xml))).toBe(xml);
  // Latin letters that happen to be valid UTF-8 are what the file says they are.
  expect(readText(latin('<?xml version="1.0" encoding="ISO-8859-1"?>Ã¼'))).toContain('Ã¼');
});

test('an encoding that nobody knows is read as if none was declared', () => {
  const xml = '<?xml version="1.0" encoding="x-klingon"?><Nm>Müller</Nm>';
  expect(readText(bytesOf(xml))).toBe(xml);
});
