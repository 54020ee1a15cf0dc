import { TextInput, type TextInputProps } from '@mantine/core';
import { type ReactNode, type Ref, useState } from 'react';
import { afterPress } from './after-press.ts';
import type { RowControl } from './form-row.tsx';
import { type NumberRules, type ReadNumber, readNumber, writeNumber } from './number-text.ts';

/** The value of a field whose text cannot be read. No schema of numbers or amounts takes it. */
export const UNREADABLE = 'NaN';

export interface NumberFieldProps extends Partial<RowControl> {
  /** A decimal such as `12.5`; the empty text for none; `readValue` what was read last. */
  value: string;
  /** Told with each letter what the text means so far. */
  onRead: (read: ReadNumber) => void;
  onBlur?: () => void;
  maxDecimals: number;
  /** Stands beside the number, and may be typed as well: `%`, `USD`. */
  unit?: string | undefined;
  /** Other words for the unit that may be typed, such as `$`. */
  otherUnits?: readonly string[];
  /** Says why a number that was read is not meant to be here; undefined: it may. */
  check?: (value: string) => string | undefined;
  /** How what was understood is said. */
  say: (value: string) => string;
  name?: string;
  placeholder?: string;
  /** Outside of a form row: what was understood stands below the input, so that inputs side by side are in line. */
  inputWrapperOrder?: NonNullable<TextInputProps['inputWrapperOrder']>;
  'aria-label'?: string;
  'data-autofocus'?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/**
 * A field for a number as people write it. The text stays as it was typed; when the person leaves the field, it says what
 * was understood, or why it was not. It never changes what was typed, and the mouse wheel does nothing.
 */
export function NumberField(props: NumberFieldProps) {
  const { value, onRead, onBlur, maxDecimals, unit, otherUnits, check, say, error, description, ...input } =
    props;
  const rules: NumberRules = {
    maxDecimals,
    units: [...(unit === undefined ? [] : [unit]), ...(otherUnits ?? [])],
  };
  const [text, setText] = useState(() => writeValue(value));
  const [isTyping, setTyping] = useState(false);
  const read = readNumber(text, rules);
  // The form was filled anew, by a reset or by what the hub sent.
  const [lastValue, setLastValue] = useState(value);
  if (value !== lastValue) {
    setLastValue(value);
    if (readValue(read) !== value) setText(writeValue(value));
  }
  const problem = isTyping ? undefined : problemOf(read, check);
  return (
    <TextInput
      {...input}
      type="text"
      inputMode={maxDecimals === 0 ? 'numeric' : 'decimal'}
      autoComplete="off"
      spellCheck={false}
      value={text}
      error={problem ?? error}
      description={<Understood description={description} said={isTyping ? null : saidOf(read, text, say)} />}
      {...(unit === undefined
        ? {}
        : {
            rightSection: (
              <span aria-hidden style={{ fontSize: 13, color: 'var(--mantine-color-dimmed)' }}>
                {unit}
              </span>
            ),
            rightSectionWidth: 18 + unit.length * 9,
          })}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setTyping(true);
        setText(typed);
        onRead(readNumber(typed, rules));
      }}
      onKeyDown={(event) => {
        // It sends the form, and then the person should know why not.
        if (event.key === 'Enter') setTyping(false);
      }}
      onBlur={() => {
        // What is said then may move the button that is being pressed.
        afterPress(() => setTyping(false));
        onBlur?.();
      }}
    />
  );
}

function writeValue(value: string): string {
  return value === '' || value === UNREADABLE ? '' : writeNumber(value);
}

/** The `value` of a field that was read so. */
export function readValue(read: ReadNumber): string {
  switch (read.kind) {
    case 'empty':
      return '';
    case 'number':
      return read.value;
    case 'problem':
      return UNREADABLE;
  }
}

function problemOf(read: ReadNumber, check: NumberFieldProps['check']): string | undefined {
  if (read.kind === 'problem') return read.problem;
  return read.kind === 'number' ? check?.(read.value) : undefined;
}

/** What was understood, unless that is what stands there. */
function saidOf(read: ReadNumber, text: string, say: (value: string) => string): string | null {
  if (read.kind !== 'number') return null;
  const said = say(read.value);
  return said === text.trim() ? null : said;
}

function Understood({ description, said }: { description: ReactNode; said: string | null }) {
  return (
    <>
      {description}
      <span role="status" className="hub-number" data-testid="understood">
        {said === null ? '' : ` Reads as ${said}.`}
      </span>
    </>
  );
}
