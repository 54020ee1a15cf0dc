import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { formatCount } from './format-number.ts';
import type { PagedRows } from './paged-rows.ts';
import type { Total } from './selection.ts';

/** Screen readers are told when nothing has changed for so long, and not with each letter that is typed. */
const SETTLE_MILLISECONDS = 800;

/** Says how many rows there are, and how many of them are loaded. */
export function CountLine(props: {
  rows: PagedRows<unknown>;
  shown: number;
  noun: string;
  isFiltered: boolean;
}) {
  const { rows, shown, noun } = props;
  const words = countWords({ shown, total: rows.hasMore ? rows.total : exactly(shown), noun });
  const told = useSettled(rows.isOutdated ? null : `${props.isFiltered ? 'Filtered' : 'List'}: ${words}.`);
  return (
    <Text fz={13} c="dimmed" component="p" m={0} className="hub-number">
      <span>{rows.isOutdated ? 'Searching…' : words}</span>
      <span role="status" className="hub-unseen">
        {told}
      </span>
    </Text>
  );
}

function exactly(count: number): Total {
  return { count, isMore: false };
}

/** `420 orders`, `100 of 420 orders`, `100 of 10,000+ orders`; `100 orders so far` where nobody has counted them. */
export function countWords(count: {
  shown: number;
  total: Total | undefined;
  noun: string;
  locale?: string;
}) {
  const { shown, total, noun, locale } = count;
  if (total === undefined) return `${formatCount(shown, locale)} ${pluralOf(noun, shown)} so far`;
  const all = totalWords(total, noun, locale);
  return shown >= total.count && !total.isMore ? all : `${formatCount(shown, locale)} of ${all}`;
}

/** `1 order`, `420 orders`, `10,000+ orders`. */
export function totalWords(total: Total, noun: string, locale?: string): string {
  return `${formatCount(total.count, locale)}${total.isMore ? '+' : ''} ${pluralOf(noun, total.count)}`;
}

function pluralOf(noun: string, count: number): string {
  if (count === 1) return noun;
  if (noun === 'person') return 'people';
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** The last text that has stood for a while. */
function useSettled(text: string | null): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    if (text === null) return;
    const timer = setTimeout(() => setSettled(text), SETTLE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
