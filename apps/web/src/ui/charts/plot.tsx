import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useState } from 'react';
import { Axes } from './axes.tsx';
import { type Bucket, type Grain, lastKnown } from './bucket.ts';
import { firstWeekday, hasTwoOffsets, nameBucket } from './bucket-names.ts';
import classes from './charts.module.css';
import { createCursor, moveByKey } from './cursor.ts';
import { CursorMarks, type Reading, Readout, Spoken } from './cursor-marks.tsx';
import { createFrame, type Frame, widthOfText } from './frame.ts';
import { timeTicks } from './time-ticks.ts';
import type { Unit } from './units.ts';
import { useSize } from './use-size.ts';
import type { ValueScale } from './value-scale.ts';

/** What every chart over time takes, whatever it draws. */
export interface ChartOptions {
  /** Pixels; the width is that of the place. */
  height?: number | undefined;
  /** The reader's language; by default the browser's. */
  locale?: string | undefined;
  /** 1 is Monday; by default as the locale has it. */
  weekStart?: number | undefined;
}

interface PlotProps extends ChartOptions {
  label: string;
  buckets: readonly Bucket[];
  grain: Grain;
  unit: Unit;
  scale: ValueScale;
  /** Everything that the cursor reads, by bucket, first what matters most. */
  readings: readonly Reading[];
  /** Draws the data; the index is for marks on the ticks. */
  children: (frame: Frame, tickIndices: readonly number[]) => ReactNode;
  cursorShape?: 'line' | 'band';
}

const HEIGHT = 240;

/** Axes, cursor and readout around what `children` draws. */
export function Plot(props: PlotProps) {
  const { label, buckets, grain, readings, locale, cursorShape = 'line' } = props;
  const [cursor] = useState(createCursor);
  const { ref, frame, ticks } = useFrame(props);
  const tickIndices = useMemo(() => ticks.map(({ index }) => index), [ticks]);
  const withOffset = useMemo(() => hasTwoOffsets(buckets), [buckets]);
  const titleOf = (index: number) => {
    const bucket = buckets[index];
    if (bucket === undefined) return '';
    return `${nameBucket(bucket, { grain, locale, withOffset })}${bucket.isComplete ? '' : ', so far'}`;
  };
  const isEmpty = readings.every(({ values }) => lastKnown(values) === null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moveByKey(event.key, {
      index: cursor.get().index,
      count: buckets.length,
      isRtl: frame.isRtl,
    });
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    cursor.move(to, true);
  };
  const onPointer = (event: PointerEvent) => {
    if (buckets.length > 0) cursor.move(frame.indexAt(event.nativeEvent.offsetX));
  };
  return (
    <div
      ref={ref}
      className={classes.plot}
      style={{ height: frame.height }}
      // Screen readers keep arrow keys to themselves except in an application.
      role="application"
      aria-roledescription="chart"
      aria-label={`${label}. Arrow keys read the values.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move its cursor
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        const isByKey = event.target.matches(':focus-visible');
        if (isByKey && cursor.get().index === null) cursor.move(lastKnown(readings[0]?.values ?? []), true);
      }}
      onBlur={() => cursor.move(null)}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      onPointerLeave={(event) => {
        // A finger that is lifted has left too, but its reader has not.
        if (event.pointerType === 'mouse') cursor.move(null);
      }}
    >
      <svg className={classes.drawing} viewBox={`0 0 ${frame.width} ${frame.height}`} aria-hidden="true">
        <Axes frame={frame} scale={props.scale} unit={props.unit} ticks={ticks} />
        {props.children(frame, tickIndices)}
        <CursorMarks {...{ cursor, frame, readings }} shape={cursorShape} count={buckets.length} />
      </svg>
      {isEmpty ? <p className={classes.empty}>Nothing to show yet</p> : null}
      <Readout {...{ cursor, frame, readings, titleOf }} unit={props.unit} count={buckets.length} />
      <Spoken {...{ cursor, readings, titleOf }} unit={props.unit} count={buckets.length} />
    </div>
  );
}

/** Places and ticks, anew when the data, the width or the language change. */
function useFrame({ buckets, grain, scale, unit, height = HEIGHT, locale, weekStart }: PlotProps) {
  const [ref, size] = useSize<HTMLDivElement>();
  const widthOf = useMemo(() => (text: string) => widthOfText(text, size.textScale), [size.textScale]);
  const frame = useMemo(() => {
    const texts = scale.ticks.map((tick) => widthOf(unit.short(tick, scale.step)));
    return createFrame({ size, height, count: buckets.length, scale, gutter: Math.max(...texts) + 10 });
  }, [size, height, buckets.length, scale, unit, widthOf]);
  const width = frame.right - frame.left;
  const firstDay = useMemo(() => weekStart ?? firstWeekday(locale), [weekStart, locale]);
  const ticks = useMemo(
    () => timeTicks({ buckets, grain, width, locale, widthOf, weekStart: firstDay }),
    [buckets, grain, width, locale, widthOf, firstDay],
  );
  return { ref, frame, ticks };
}
