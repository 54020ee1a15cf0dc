/**
 * Returns the text of a bank's file. It is read as what it says it is: by its byte order mark, by the encoding that its XML
 * declares, as UTF-8, or else as Windows-1252, which banks' older programs write.
 */
export function readText(bytes: Uint8Array): string {
  const marked = markedEncoding(bytes);
  if (marked !== null) return new TextDecoder(marked).decode(bytes);
  const declared = declaredEncoding(bytes);
  if (declared !== null) return declared.decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function markedEncoding([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** The declaration is in the first line, and of letters that all of these encodings share. */
const DECLARATION_BYTES = 200;

function declaredEncoding(bytes: Uint8Array): TextDecoder | null {
  const start = String.fromCharCode(...bytes.subarray(0, DECLARATION_BYTES));
  const name = /^\s*<\?xml[^>]*\bencoding=["']([\w.:-]+)["']/.exec(start)?.[1];
  if (name === undefined) return null;
  try {
    return new TextDecoder(name);
  } catch {
    // No encoding that the browser knows.
    return null;
  }
}
