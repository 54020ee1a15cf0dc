import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const charts = read('./charts.module.css');
const theme = read('../theme.css');

/** The ground of cards: Mantine's white, and what the theme says for the dark. */
const grounds = { light: '#ffffff', dark: /dark"\][^}]*--hub-surface: (#\w+)/.exec(theme)?.[1] ?? '' };
const rules = {
  light: charts.slice(0, charts.indexOf(':root[data-mantine')),
  dark: charts.slice(charts.indexOf(':root[data-mantine')),
};

function colorOf(scheme: 'light' | 'dark', name: string): string {
  const [, color = ''] = new RegExp(`--chart-${name}: (#\\w{6})`).exec(rules[scheme]) ?? [];
  return color;
}

/** Relative luminance of WCAG 2.2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('the colours of charts in the %s theme', (scheme) => {
  it.each(['1', '2', '3', '4', 'quiet'])('%s has 3:1 against the ground', (name) => {
    expect(colorOf(scheme, name)).toMatch(/^#/);
    expect(contrast(colorOf(scheme, name), grounds[scheme])).toBeGreaterThanOrEqual(3);
  });

  it('of two series have 3:1 against each other', () => {
    expect(contrast(colorOf(scheme, '1'), colorOf(scheme, '2'))).toBeGreaterThanOrEqual(3);
  });
});
