import { SaxesParser, type SaxesTagNS } from 'saxes';
import { badField } from '../../../platform/app-error.ts';

const DEEPEST = 64;
const LONGEST_TEXT = 4096;

/** What takes a message of ISO 20022 out of a stream of tags. */
export interface MessageTaker {
  /** Whether this element is the message, whatever envelope it stands in. */
  isMessage(tag: SaxesTagNS): boolean;
  begin(): void;
  /** An element within the message. `path`: names of elements from below the message on. */
  open(path: string): void;
  /** An element within the message has ended. `currency`: of an amount. */
  close(path: string, text: string, currency: string | null): void;
}

/**
 * Reads the messages of a file, whatever prefixes they have. Returns the namespace that says what the file is. Throws
 * `bad_request` that names `file` for what is no XML or has a document type: that could stand for texts that are many times
 * as long.
 */
export function readXml(xml: string, taker: MessageTaker): string {
  const reader = new XmlReader(taker);
  const parser = new SaxesParser({ xmlns: true });
  parser.on('doctype', () => refuseFile('has a document type, which no bank’s answer has'));
  parser.on('opentag', (tag) => reader.open(tag));
  parser.on('closetag', () => reader.close());
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
  parser.on('error', (error) => refuseFile(`is no XML that can be read: ${error.message.slice(0, 200)}`));
  parser.write(xml).close();
  return reader.namespace;
}

class XmlReader {
  /** Of the document, or of the first element in an envelope that has another one. */
  namespace = '';
  readonly #taker: MessageTaker;
  #wasFound = false;
  /** Names of elements below the message; null outside of one. */
  #path: string[] | null = null;
  #depth = 0;
  #text = '';
  #currency: string | null = null;

  constructor(taker: MessageTaker) {
    this.#taker = taker;
  }

  open(tag: SaxesTagNS): void {
    this.#depth += 1;
    if (this.#depth > DEEPEST) refuseFile('nests too deeply');
    if (this.#depth === 1 || (!this.#wasFound && tag.uri !== '')) this.namespace = tag.uri;
    this.#text = '';
    if (this.#path === null) {
      if (!this.#taker.isMessage(tag)) return;
      this.#wasFound = true;
      this.#path = [];
      this.#taker.begin();
      return;
    }
    this.#path.push(tag.local);
    this.#currency = tag.attributes.Ccy?.value ?? null;
    this.#taker.open(this.#path.join('/'));
  }

  text(text: string): void {
    if (this.#path !== null && this.#text.length < LONGEST_TEXT) this.#text += text;
  }

  close(): void {
    this.#depth -= 1;
    if (this.#path === null) return;
    if (this.#path.length === 0) {
      this.#path = null;
      return;
    }
    const path = this.#path.join('/');
    this.#path.pop();
    const text = this.#text.trim();
    this.#text = '';
    this.#taker.close(path, text, this.#currency);
  }
}

/** Throws `bad_request` that names `file`. */
export function refuseFile(problem: string): never {
  throw badField('file', problem);
}
