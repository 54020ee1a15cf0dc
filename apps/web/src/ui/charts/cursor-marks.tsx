import { useEffect, useRef, useState } from 'react';
import { toPlot, type Value } from './bucket.ts';
import classes from './charts.module.css';
import { type Cursor, useCursor } from './cursor.ts';
import type { Frame } from './frame.ts';
import { type Mark, Swatch } from './swatch.tsx';
import type { Unit } from './units.ts';

/** A line of the readout: one value for each bucket. */
export interface Reading {
  name: string;
  mark: Mark;
  values: readonly Value[];
  /** Says the value of a bucket itself, where it is more than a number. */
  textOf?: (index: number) => string | null;
  /** What is drawn beyond the values, for the scale. */
  reaches?: readonly Value[];
  /** Leaves the line out where nothing is known, as what lies ahead is for the past. */
  isOptional?: boolean;
  /** Whether a dot marks the value. */
  hasDot?: boolean;
}

interface CursorProps {
  cursor: Cursor;
  count: number;
  readings: readonly Reading[];
}

/** Live charts can lose the bucket that is read. */
function useIndex(cursor: Cursor, count: number): number | null {
  const { index } = useCursor(cursor);
  return index === null || index >= count ? null : index;
}

/** A line through the bucket that is read, or a bar behind it, with a dot on each value. */
export function CursorMarks(props: CursorProps & { frame: Frame; shape: 'line' | 'band' }) {
  const { cursor, count, readings, frame, shape } = props;
  const index = useIndex(cursor, count);
  if (index === null) return null;
  const height = frame.bottom - frame.top;
  return (
    <g className={classes.cursor} style={{ transform: `translateX(${frame.xOf(index)}px)` }}>
      {shape === 'line' ? (
        <path d={`M0 ${frame.top}v${height}`} />
      ) : (
        <rect x={-frame.band / 2} y={frame.top} width={frame.band} height={height} />
      )}
      {readings.map(({ name, mark, values, hasDot = shape === 'line' }) => {
        const [value] = toPlot([values[index] ?? null]);
        if (!hasDot || value === null || value === undefined) return null;
        return <circle key={name} data-mark={mark} r="4" cy={frame.yOf(value)} />;
      })}
    </g>
  );
}

interface TextProps extends CursorProps {
  unit: Unit;
  titleOf: (index: number) => string;
}

/** The values of the bucket that is read, on the side with more room, so that it covers neither them nor an edge. */
export function Readout(props: TextProps & { frame: Frame }) {
  const { cursor, count, readings, frame, unit, titleOf } = props;
  const index = useIndex(cursor, count);
  if (index === null) return null;
  const x = frame.xOf(index);
  const isRight = x < (frame.left + frame.right) / 2;
  const transform = isRight ? `translateX(${x + 10}px)` : `translateX(calc(${x - 10}px - 100%))`;
  return (
    <div className={classes.readout} style={{ transform, maxWidth: (isRight ? frame.width - x : x) - 12 }}>
      <strong>{titleOf(index)}</strong>
      {readAt(readings, { index, unit }).map(({ reading, text }) => (
        <span key={reading.name} className={classes.reading}>
          <Swatch mark={reading.mark} />
          <span>{reading.name}</span>
          <b>{text ?? unit.exact(null)}</b>
        </span>
      ))}
    </div>
  );
}

interface Read {
  reading: Reading;
  /** Null: not known. */
  text: string | null;
}

function readAt(readings: readonly Reading[], { index, unit }: { index: number; unit: Unit }): Read[] {
  return readings
    .map((reading) => {
      const value = reading.values[index] ?? null;
      return { reading, text: reading.textOf?.(index) ?? (value === null ? null : unit.exact(value)) };
    })
    .filter(({ reading, text }) => text !== null || !reading.isOptional);
}

/** Keys repeat faster than anybody listens. */
const SPEAK_MILLISECONDS = 300;

/** Says what keys have moved to, once they rest. A value that only grows while it is read is not said again. */
export function Spoken({ cursor, count, readings, unit, titleOf }: TextProps) {
  const { isByKey } = useCursor(cursor);
  const index = useIndex(cursor, count);
  const [said, setSaid] = useState('');
  const text = useRef('');
  useEffect(() => {
    if (index === null) return;
    const parts = readAt(readings, { index, unit }).map(
      (one) => `${one.reading.name} ${one.text ?? 'not known'}`,
    );
    text.current = `${titleOf(index)}: ${parts.join(', ')}`;
  });
  useEffect(() => {
    const speak = () => setSaid(index === null || !isByKey ? '' : text.current);
    const timer = setTimeout(speak, SPEAK_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [index, isByKey]);
  return (
    <span className={classes.hidden} aria-live="polite">
      {said}
    </span>
  );
}
