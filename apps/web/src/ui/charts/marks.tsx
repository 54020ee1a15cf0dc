import { memo, useId } from 'react';
import { type Bucket, toPlot, type Value } from './bucket.ts';
import classes from './charts.module.css';
import type { Frame } from './frame.ts';
import { areaPath, barsPath, linePath, type Place, stepPath } from './paths.ts';
import type { Mark } from './swatch.tsx';

interface MarksProps {
  frame: Frame;
  values: readonly Value[];
  mark: Mark;
}

function placesOf({ frame, values }: Pick<MarksProps, 'frame' | 'values'>): Place[] {
  return toPlot(values).map((value, index) => ({
    x: frame.xOf(index),
    y: value === null ? null : frame.yOf(value),
  }));
}

/** The first bucket that can still grow; as many as there are where none can. */
export function countComplete(buckets: readonly Bucket[]): number {
  const open = buckets.findIndex(({ isComplete }) => !isComplete);
  return open === -1 ? buckets.length : open;
}

/** A line without more, such as what the values are compared with. */
export const Line = memo(function Line(props: MarksProps) {
  return <path className={classes.line} data-mark={props.mark} d={linePath(placesOf(props))} />;
});

/** What bars are compared with: a level across each bucket, with an edge that keeps it visible on a bar. */
export const Levels = memo(function Levels({ frame, values, mark }: MarksProps) {
  const half = Math.max(0.5, frame.band / 2 - (frame.band > 5 ? 1.5 : 0));
  const path = placesOf({ frame, values })
    .map((place) => stepPath([place], half))
    .join('');
  return (
    <>
      <path className={classes.halo} d={path} />
      <path className={classes.level} data-mark={mark} d={path} />
    </>
  );
});

interface SeriesProps extends MarksProps {
  /** Buckets after so many are still open. */
  complete: number;
  tickIndices: readonly number[];
}

/** A line with what lies below it; dashed where a bucket is still open. A second one has knots and nothing below. */
export const SeriesLine = memo(function SeriesLine(props: SeriesProps) {
  const { frame, mark, complete, tickIndices } = props;
  const places = placesOf(props);
  // The dashes begin at the last value that will not change.
  const open = places.slice(Math.max(0, complete - 1));
  return (
    <g className={classes.series} data-mark={mark}>
      {mark === 'first' ? <path className={classes.area} d={areaPath(places, frame.yOf(0))} /> : null}
      <path className={classes.line} data-mark={mark} d={linePath(places.slice(0, complete))} />
      {complete === places.length ? null : <OpenEnd places={open} isAlone={complete === 0} mark={mark} />}
      {mark === 'second' ? <Knots places={tickIndices.map((index) => places[index])} /> : null}
    </g>
  );
});

function OpenEnd({ places, isAlone, mark }: { places: readonly Place[]; isAlone: boolean; mark: Mark }) {
  const end = places.findLast(({ y }) => y !== null);
  // Where only the bucket before is known, nothing is open that could be drawn.
  if (end === undefined || end.y === null || (end === places[0] && !isAlone)) return null;
  return (
    <>
      <path className={classes.line} data-mark={mark} data-open d={linePath(places)} />
      <circle className={classes.openEnd} cx={end.x} cy={end.y} r="3" />
    </>
  );
}

const KNOT = 5;

function Knots({ places }: { places: readonly (Place | undefined)[] }) {
  return places.map((place) =>
    place === undefined || place.y === null ? null : (
      <rect
        key={place.x}
        className={classes.knot}
        x={place.x - KNOT / 2}
        y={place.y - KNOT / 2}
        width={KNOT}
        height={KNOT}
      />
    ),
  );
}

interface BarsProps extends MarksProps {
  complete: number;
  /** Which of how many bars beside each other. */
  slot: number;
  slots: number;
}

/** Bars from zero, hatched where a bucket is still open. */
export const SeriesBars = memo(function SeriesBars({
  frame,
  values,
  mark,
  complete,
  slot,
  slots,
}: BarsProps) {
  const hatchId = useId();
  // Beside a hundred others, a gap would leave nothing of a bar.
  const gap = frame.band > 5 ? Math.min(12, frame.band * 0.28) : 0;
  const width = Math.min(44, (frame.band - gap) / slots);
  const places = placesOf({ frame, values }).map(({ x, y }) => ({
    x: x + (slot - (slots - 1) / 2) * width * (frame.isRtl ? -1 : 1),
    y,
  }));
  const shape = { width: width - (slots > 1 && width > 4 ? 1 : 0), base: frame.yOf(0) };
  return (
    <g className={classes.series} data-mark={mark}>
      <Hatch id={hatchId} />
      <path className={classes.bars} d={barsPath(places.slice(0, complete), shape)} />
      <path
        className={classes.openBars}
        fill={`url(#${hatchId})`}
        d={barsPath(places.slice(complete), shape)}
      />
    </g>
  );
});

/** Stripes in the colour of what uses them. */
function Hatch({ id }: { id: string }) {
  return (
    <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path className={classes.hatch} d="M0 0V5" />
    </pattern>
  );
}

/** A stretch of buckets from one index to before another, hatched, with a text where there is room. */
export function Stretch(props: {
  frame: Frame;
  from: number;
  to: number;
  kind: 'missing' | 'out';
  text?: string;
}) {
  const { frame, from, to, kind, text } = props;
  const hatchId = useId();
  const width = (to - from) * frame.band;
  const edges = [frame.xOf(from), frame.xOf(to - 1)];
  const left = Math.min(...edges) - frame.band / 2;
  return (
    <g className={classes.stretch} data-kind={kind}>
      <Hatch id={hatchId} />
      <rect
        x={left}
        y={frame.top}
        width={width}
        height={frame.bottom - frame.top}
        fill={`url(#${hatchId})`}
      />
      {text === undefined || width < text.length * 7 ? null : (
        <text x={left + width / 2} y={(frame.top + frame.bottom) / 2} textAnchor="middle">
          {text}
        </text>
      )}
    </g>
  );
}
