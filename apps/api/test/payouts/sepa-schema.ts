import { readFileSync } from 'node:fs';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import type { SepaProfile } from '../../src/domains/payouts/rails/sepa/pain001.ts';

export const VERSIONS = ['pain.001.001.03', 'pain.001.001.09'] as const;
const schemas = new Map(
  VERSIONS.map((version) => {
    const text = readFileSync(new URL(`schemas/${version}.xsd`, import.meta.url), 'utf8');
    return [version, XsdValidator.fromDoc(XmlDocument.fromString(text))];
  }),
);

/** Throws what the published schema says of a file. */
export function demandValid(xml: string, version: SepaProfile['version']): void {
  const document = XmlDocument.fromString(xml);
  try {
    schemas.get(version)?.validate(document);
  } finally {
    document.dispose();
  }
}

/** Reads a file by nothing that wrote it. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map(
    ([, text]) => text as string,
  );
}
