import type { EditRules, EditValue } from './edit-values.ts';
import { formatQuantity } from './format-number.ts';
import { readNumber, writeNumber } from './number-text.ts';

/** Cells of whole numbers from 0 to what the hub can hold. */
export const unitsRules: EditRules = numberRules({
  max: 2_147_483_647,
  maxDecimals: 0,
  say: (value) => formatQuantity(String(value)),
});

/** Cells of names. */
export const nameRules: EditRules = {
  toText: (value) => String(value ?? ''),
  read: (text) => {
    const name = text.trim();
    if (name === '') return { kind: 'problem', problem: 'A name cannot be empty.' };
    return name.length > 255
      ? { kind: 'problem', problem: 'A name has at most 255 characters.' }
      : { kind: 'value', value: name };
  },
  say: (value) => String(value ?? ''),
};

/** Cells of numbers from 0 to `max`, as people write them. `empty` allows none: what that means is said by `say(null)`. */
export function numberRules(options: {
  max: number;
  maxDecimals: number;
  unit?: string;
  isEmptyAllowed?: boolean;
  say: (value: EditValue) => string;
}): EditRules {
  const { max, maxDecimals, unit, say } = options;
  return {
    inputMode: maxDecimals === 0 ? 'numeric' : 'decimal',
    toText: (value) => (value === null ? '' : writeNumber(String(value))),
    read: (text) => {
      const read = readNumber(text, { maxDecimals, units: unit === undefined ? [] : [unit] });
      if (read.kind === 'problem') return read;
      if (read.kind === 'empty') {
        return options.isEmptyAllowed === true
          ? { kind: 'value', value: null }
          : { kind: 'problem', problem: 'Enter a number.' };
      }
      const value = Number(read.value);
      if (value < 0) return { kind: 'problem', problem: 'Must not be negative.' };
      return value > max
        ? { kind: 'problem', problem: `Must be at most ${formatQuantity(String(max))}.` }
        : { kind: 'value', value };
    },
    say,
  };
}
