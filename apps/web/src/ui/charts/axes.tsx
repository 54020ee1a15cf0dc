import { memo } from 'react';
import classes from './charts.module.css';
import { type Frame, widthOfText } from './frame.ts';
import type { TimeTick } from './time-ticks.ts';
import type { Unit } from './units.ts';
import type { ValueScale } from './value-scale.ts';

interface AxesProps {
  frame: Frame;
  scale: ValueScale;
  unit: Unit;
  ticks: readonly TimeTick[];
}

/** Lines across with their values, and times below. */
export const Axes = memo(function Axes({ frame, scale, unit, ticks }: AxesProps) {
  const beside = frame.isRtl ? frame.right + 8 : frame.left - 8;
  return (
    <g className={classes.axes}>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${frame.left} ${crisp(frame.yOf(tick))}H${frame.right}`} data-zero={tick === 0} />
          {/* The page's direction would swap start and end. */}
          <text
            x={beside}
            y={frame.yOf(tick)}
            dy="0.35em"
            direction="ltr"
            textAnchor={frame.isRtl ? 'start' : 'end'}
          >
            {unit.short(tick, scale.step)}
          </text>
        </g>
      ))}
      {ticks.map(({ index, text }) => (
        <text
          key={index}
          x={inside(frame.xOf(index), { text, frame })}
          y={frame.bottom}
          dy="1.75em"
          textAnchor="middle"
        >
          {text}
        </text>
      ))}
    </g>
  );
});

/** Moves a text in so far that the edge does not cut it. */
function inside(x: number, { text, frame }: { text: string; frame: Frame }): number {
  const half = widthOfText(text, 1) / 2;
  return Math.min(frame.width - half, Math.max(half, x));
}

/** A line of one pixel is sharp in the middle of a pixel. */
function crisp(y: number): number {
  return Math.round(y) + 0.5;
}
