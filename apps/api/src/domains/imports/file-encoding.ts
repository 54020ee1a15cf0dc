import { isUtf8 } from 'node:buffer';
import type { importEncoding } from '@dreamteamhub/sdk/contract';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import type { z } from 'zod';
import { plausibility } from './text-plausibility.ts';

export type Encoding = z.output<typeof importEncoding>;

export interface EncodingGuess {
  name: Encoding;
  /** Whether nothing else fits. */
  isCertain: boolean;
  candidates: { name: Encoding; samples: string[] }[];
}

/** Names of the library that guesses, where they are not ours in upper case. */
const GUESSED_AS: Readonly<Record<string, Encoding>> = {
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'iso-8859-2',
  'ISO-8859-5': 'windows-1251',
  'ISO-8859-7': 'windows-1253',
  'ISO-8859-8': 'windows-1255',
  'ISO-8859-9': 'windows-1254',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'windows-1256': 'windows-1256',
  'KOI8-R': 'koi8-r',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  GB18030: 'gb18030',
  Big5: 'big5',
};

/** How likely an encoding is before anybody looks at the file. Those of old Macs and of DOS the library does not know. */
const ALWAYS_TRIED: Readonly<Partial<Record<Encoding, number>>> = {
  'windows-1252': 0.05,
  macintosh: -0.02,
  ibm850: -0.12,
};

const SAMPLE_BYTES = 64 * 1024;
/** How much better than the next one the likeliest must be, and how good. */
const CLEARLY = 0.22;
const GOOD = 0.6;
/** How much worse one must be not to be offered. */
const FAR = 1.2;

/** Decodes a file. What is not text in this encoding becomes U+FFFD. */
export function decodeFile(bytes: Buffer, encoding: Encoding): string {
  const text =
    encoding === 'utf-8'
      ? bytes.toString('utf8')
      : iconv.decode(bytes, encoding === 'ibm850' ? 'cp850' : encoding, { stripBOM: true });
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Guesses the encoding of a file, and says whether the guess is certain. */
export function guessEncoding(bytes: Buffer): EncodingGuess {
  const marked = byteOrderMark(bytes) ?? utf16WithoutMark(bytes);
  if (marked !== null) return certainly(bytes, marked);
  if (isUtf8(bytes)) return certainly(bytes, 'utf-8');
  const sample = linesBeyondAscii(bytes);
  if (isNearlyUtf8(sample)) return certainly(bytes, 'utf-8');
  const ranked = rank(sample);
  const [best, ...others] = ranked;
  if (best === undefined) return { name: 'windows-1252', isCertain: false, candidates: [] };
  const next = others.find(({ text }) => text !== best.text);
  const isCertain = best.score >= GOOD && (next === undefined || best.score - next.score >= CLEARLY);
  return {
    name: best.name,
    isCertain,
    candidates: distinct(ranked).map(({ name, text }) => ({ name, samples: samplesOf(text) })),
  };
}

/** Returns what a file in this encoding reads like. */
export function asChosen(bytes: Buffer, name: Encoding): EncodingGuess {
  const guess = guessEncoding(bytes);
  const chosen = { name, samples: samplesOf(decodeFile(linesBeyondAscii(bytes), name)) };
  const others = guess.candidates.filter((candidate) => candidate.name !== name);
  return { name, isCertain: true, candidates: [chosen, ...others] };
}

interface Reading {
  name: Encoding;
  text: string;
  score: number;
}

function rank(sample: Buffer): Reading[] {
  const priors = new Map(Object.entries(ALWAYS_TRIED) as [Encoding, number][]);
  for (const { name, confidence } of analyse(sample)) {
    const known = GUESSED_AS[name];
    if (known === undefined || known === 'windows-1252') continue;
    const prior = -0.3 + 0.35 * (confidence / 100);
    priors.set(known, Math.max(prior, priors.get(known) ?? -1));
  }
  return [...priors]
    .map(([name, prior]) => {
      const text = decodeFile(sample, name);
      return { name, text, score: plausibility(text) + prior };
    })
    .toSorted((a, b) => b.score - a.score);
}

/** Leaves out what reads the same as a likelier one, and what is far less likely than the likeliest. */
function distinct(ranked: readonly Reading[]): Reading[] {
  const texts = new Set<string>();
  const best = ranked[0]?.score ?? 0;
  return ranked
    .filter(({ text, score }) => {
      if (texts.has(text) || score < best - FAR) return false;
      texts.add(text);
      return true;
    })
    .slice(0, 5);
}

function certainly(bytes: Buffer, name: Encoding): EncodingGuess {
  const start = decodeFile(bytes.subarray(0, 4 * SAMPLE_BYTES), name);
  return { name, isCertain: true, candidates: [{ name, samples: samplesOf(start) }] };
}

function byteOrderMark(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Texts of the West have a zero in every second byte of UTF-16, and nowhere else. */
function utf16WithoutMark(bytes: Buffer): Encoding | null {
  const start = bytes.subarray(0, 4_096);
  if (start.length < 4 || bytes.length % 2 === 1) return null;
  const zeros = [0, 0];
  for (const [place, byte] of start.entries()) if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = 0.3 * (start.length / 2);
  if (odd > many && even < odd / 20) return 'utf-16le';
  if (even > many && odd < even / 20) return 'utf-16be';
  return null;
}

/** Files of several sources have a broken byte here and there; their lines are named one by one. */
function isNearlyUtf8(sample: Buffer): boolean {
  const text = sample.toString('utf8');
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  const sound = text.match(/[\u0080-\uFFFC]/g)?.length ?? 0;
  return sound >= 10 * broken;
}

/** Returns the lines that are not ASCII alone: all that encodings differ in. */
function linesBeyondAscii(bytes: Buffer): Buffer {
  const lines: Buffer[] = [];
  let size = 0;
  let start = 0;
  let isBeyond = false;
  for (let place = 0; place <= bytes.length && size < SAMPLE_BYTES; place++) {
    const byte = bytes[place];
    if (byte !== undefined && byte !== 10 && byte !== 13) {
      if (byte > 127) isBeyond = true;
      continue;
    }
    if (isBeyond) {
      const line = bytes.subarray(start, Math.min(place + 1, start + SAMPLE_BYTES));
      lines.push(line);
      size += line.length;
    }
    start = place + 1;
    isBeyond = false;
  }
  return Buffer.concat(lines);
}

const SAMPLES = 3;
const LONGEST_SAMPLE = 60;

/** Returns the first few cells that are not ASCII alone. */
function samplesOf(text: string): string[] {
  const samples = new Set<string>();
  for (const [cell] of text.matchAll(/[^,;\t|"\r\n]*[\u0080-\uFFFF][^,;\t|"\r\n]*/g)) {
    samples.add(
      cell
        .trim()
        .slice(0, LONGEST_SAMPLE)
        .toWellFormed()
        .replace(/\p{Cc}/gu, '\uFFFD'),
    );
    if (samples.size === SAMPLES) break;
  }
  return [...samples];
}
