import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as ofOps from '../../src/domains/ops/limits.ts';
import { signInLimits } from '../../src/domains/people/limits.ts';
import * as ofStorefronts from '../../src/domains/storefronts/limits.ts';
import * as ofTracking from '../../src/domains/tracking/limits.ts';
import * as ofPages from '../../src/http/limits.ts';
import { LEVELS, type Limit } from '../../src/platform/limits/limit.ts';

const DOCUMENT = new URL('../../../../docs/SECURITY.md', import.meta.url);
const BEGIN = '<!-- limits: written by limits-table.test.ts from the code -->\n';
const END = '<!-- end of limits -->';

const limits: Limit[] = [ofTracking, ofStorefronts, ofPages, signInLimits, ofOps].flatMap((some) =>
  Object.values(some as Record<string, Limit>),
);

function windowOf({ windowSeconds }: Limit): string {
  if (windowSeconds % 3600 !== 0) return windowSeconds === 60 ? 'a minute' : `${windowSeconds / 60} minutes`;
  const hours = windowSeconds / 3600;
  return hours === 1 ? 'an hour' : hours === 24 ? 'a day' : `${hours} hours`;
}

function mostOf({ most, unit }: Limit): string {
  const parts = LEVELS.flatMap((level) => {
    const count = most[level];
    return count === undefined ? [] : [`${level} ${count.toLocaleString('en-US')}`];
  });
  return `${parts.join(', ')}${unit === undefined ? '' : ` ${unit}`}`;
}

function table(): string {
  const rows = limits.map((limit) =>
    [`\`${limit.name}\``, limit.what, windowOf(limit), mostOf(limit), limit.counted, limit.beyond].join(
      ' | ',
    ),
  );
  return [
    '',
    '| limit | what | in | at most | counted by | beyond |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    '',
  ].join('\n');
}

test('the limits in docs/SECURITY.md are those of the code', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const [written, after] = (rest ?? '').split(END);
  if (written !== table()) writeFileSync(DOCUMENT, `${before}${BEGIN}${table()}${END}${after}`);
  expect(written, 'docs/SECURITY.md was written anew: look at it and commit it').toBe(table());
});

test('each limit has a name of its own', () => {
  expect(new Set(limits.map(({ name }) => name)).size).toBe(limits.length);
});
