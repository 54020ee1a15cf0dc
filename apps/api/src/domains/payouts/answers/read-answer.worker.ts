import type { AnsweredBatch, AnswerFile } from './answer-file.ts';
import { readCamt } from './camt.ts';
import { CAMT_NAMESPACE } from './camt-statement.ts';
import { readCsvAnswer } from './csv-answer.ts';
import { readPain002 } from './pain002.ts';

/** Before the first message, an envelope may say much. */
const HEAD = 10_000;

/** Reads what a bank has answered to a batch. It works through the whole file at once, so it belongs in a thread. */
export function run({ file, batch, now }: { file: string; batch: AnsweredBatch; now: Date }): AnswerFile {
  if (!/^\uFEFF?\s*</.test(file)) return readCsvAnswer(file, batch, now);
  const xml = file.replace(/^\uFEFF?\s*/, '');
  return CAMT_NAMESPACE.test(xml.slice(0, HEAD)) ? readCamt(xml, batch, now) : readPain002(xml, batch, now);
}
