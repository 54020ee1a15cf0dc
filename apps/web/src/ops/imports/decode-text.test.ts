import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const text = 'sku,name\nA-1,Käse für 5 €\n';
const utf8 = new TextEncoder().encode(text);

function utf16(isLittleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * (text.length + 1)));
  for (const [place, unit] of [0xfeff, ...Array.from(text, (letter) => letter.charCodeAt(0))].entries()) {
    view.setUint16(2 * place, unit, isLittleEndian);
  }
  return new Uint8Array(view.buffer);
}

test.each([
  ['UTF-8', utf8],
  ['UTF-8 with a mark', new Uint8Array([0xef, 0xbb, 0xbf, ...utf8])],
  ['UTF-16, little end first', utf16(true)],
  ['UTF-16, big end first', utf16(false)],
])('reads %s', (_encoding, bytes) => {
  expect(decodeText(bytes)).toBe(text);
});

test('reads Windows-1252 where it is not UTF-8', () => {
  // K ä s e, a blank, the euro sign.
  expect(decodeText(new Uint8Array([0x4b, 0xe4, 0x73, 0x65, 0x20, 0x80]))).toBe('Käse €');
});
