import type { StockLineResult } from '@dreamteamhub/db/inventory';
import { AppError, badField } from '../../platform/app-error.ts';
import type { DeltaInput, LevelInput, MovementReason } from './rules.ts';

type Refused = Extract<StockLineResult, { outcome: 'refused' }>;

/** Returns the field that a line is refused for, and the message about it. */
function fieldProblem(line: LevelInput | DeltaInput, { reason, stock }: Refused) {
  switch (reason) {
    case 'unknown_sku':
      return { path: 'sku', message: `there is no product "${line.sku}"` };
    case 'not_expected':
      return { path: 'expectedStock', message: `the stock of "${line.sku}" is ${stock}` };
    case 'not_enough':
    case 'too_many': {
      const delta = 'quantityDelta' in line ? line.quantityDelta : 0;
      const message = `the stock of "${line.sku}" is ${stock} and cannot change by ${delta}`;
      return { path: 'quantityDelta', message };
    }
  }
}

/** Returns the error for a refused line that was asked for alone. */
export function refusal(line: LevelInput | DeltaInput, refused: Refused): AppError {
  const { path, message } = fieldProblem(line, refused);
  return refused.reason === 'unknown_sku'
    ? new AppError('not_found', `${path}: ${message}`)
    : new AppError('conflict', `${path}: ${message}`, { details: { stock: refused.stock } });
}

/** Returns the error for all lines or none, with the refused lines. */
export function notAll(lines: (LevelInput | DeltaInput)[], results: StockLineResult[]): AppError {
  const details = lines.flatMap((line, place) => {
    const result = results[place];
    if (result?.outcome !== 'refused') return [];
    const { path, message } = fieldProblem(line, result);
    return [{ path: `lines.${place}.${path}`, message, reason: result.reason, stock: result.stock }];
  });
  return new AppError('conflict', `${details[0]?.path}: ${details[0]?.message}`, { details });
}

export function wrongSign(path: string, reason: MovementReason): AppError {
  return badField(path, `a stock movement with the reason "${reason}" must have the opposite sign`);
}
