import type { AnsweredBatch, AnswerFile } from './answer-file.ts';
import { readCsvAnswer } from './csv-answer.ts';
import { readPain002 } from './pain002.ts';

/** Reads what a bank has answered to a batch. It works through the whole file at once, so it belongs in a thread. */
export function run({ file, batch, now }: { file: string; batch: AnsweredBatch; now: Date }): AnswerFile {
  return /^\uFEFF?\s*</.test(file)
    ? readPain002(file.replace(/^\uFEFF?\s*/, ''), batch, now)
    : readCsvAnswer(file, batch, now);
}
