import type { ValueScale } from './value-scale.ts';

/** Where things are in a drawing, in pixels of the page. Time runs as the page's text does. */
export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The width of a bucket. */
  band: number;
  isRtl: boolean;
  /** The middle of a bucket. */
  xOf: (index: number) => number;
  yOf: (value: number) => number;
  /** The bucket at a place; the nearest for places beside the plot. */
  indexAt: (x: number) => number;
}

export interface Size {
  width: number;
  isRtl: boolean;
  /** How much larger than 16 pixels the reader's text is. */
  textScale: number;
}

interface FrameRequest {
  size: Size;
  height: number;
  count: number;
  scale: ValueScale;
  /** Room for the texts beside the lines. */
  gutter: number;
}

const TOP = 10;
const BELOW = 26;

export function createFrame({ size, height, count, scale, gutter }: FrameRequest): Frame {
  const { width, isRtl, textScale } = size;
  const [left, right] = isRtl ? [1, Math.max(2, width - gutter)] : [Math.min(gutter, width - 2), width - 1];
  const [top, bottom] = [TOP, height - BELOW * textScale];
  const band = (right - left) / Math.max(1, count);
  const perUnit = (bottom - top) / (scale.max - scale.min);
  return {
    ...{ width, height, left, right, top, bottom, band, isRtl },
    xOf: (index) => (isRtl ? right - band * (index + 0.5) : left + band * (index + 0.5)),
    yOf: (value) => bottom - (value - scale.min) * perUnit,
    indexAt: (x) => {
      const index = Math.floor((isRtl ? right - x : x - left) / band);
      return Math.min(count - 1, Math.max(0, index));
    },
  };
}

/** About how wide a text is at 11 pixels. To measure it would take a layout of the page. */
export function widthOfText(text: string, textScale: number): number {
  let width = 0;
  // Signs of East Asian scripts are as wide as they are high.
  for (const sign of text) width += (sign.codePointAt(0) ?? 0) > 0x2e7f ? 11 : 6.4;
  return width * textScale;
}
