import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { TimeZoneProvider } from './time-zone.tsx';
import { DateStamp, StackedTimestamp, Timestamp } from './timestamp.tsx';

const AT = '2026-03-29T23:30:00.000Z';

/** What a time looks like to somebody in a zone, with its tooltip. */
function shown(zone: string | null, time: ReactNode) {
  const html = renderToStaticMarkup(
    <MantineProvider>
      <TimeZoneProvider zone={zone}>{time}</TimeZoneProvider>
    </MantineProvider>,
  );
  const [, title, inside = ''] = /<time[^>]* title="([^"]*)"[^>]*>(.*)<\/time>/s.exec(html) ?? [];
  return {
    title,
    text: inside
      .replace(/<[^>]+>/g, ' ')
      .replace(/[\s\u202F]+/g, ' ')
      .trim(),
  };
}

describe('an instant', () => {
  test('is of another day in another zone, and its tooltip names the zone', () => {
    expect(shown('Europe/Berlin', <Timestamp at={AT} />)).toEqual({
      title: '2026-03-30 01:30:00 Europe/Berlin (UTC+02:00)\n2026-03-29 23:30:00 UTC',
      text: 'Mar 30, 2026, 1:30:00 AM',
    });
    expect(shown('America/Los_Angeles', <Timestamp at={AT} isShort />)).toEqual({
      title: '2026-03-29 16:30:00 America/Los Angeles (UTC-07:00)\n2026-03-29 23:30:00 UTC',
      text: 'Mar 29, 2026, 4:30 PM',
    });
    expect(shown('Asia/Tokyo', <StackedTimestamp at={AT} />).text).toBe('Mar 30, 2026 8:30:00 AM');
    expect(shown('Asia/Tokyo', <DateStamp at={AT} />).text).toBe('Mar 30, 2026');
  });

  test('is in a zone by the name that it has today', () => {
    expect(shown('Asia/Calcutta', <DateStamp at={AT} />).title).toContain(
      '05:00:00 Asia/Kolkata (UTC+05:30)',
    );
  });

  test('is said once in UTC', () => {
    expect(shown('UTC', <DateStamp at={AT} />)).toEqual({
      title: '2026-03-29 23:30:00 UTC',
      text: 'Mar 29, 2026',
    });
  });

  test('is in the browser’s zone without a choice, and in a browser that does not know the chosen one', () => {
    const plain = shown(null, <Timestamp at={AT} />);
    expect(plain.title).toContain('2026-03-29 23:30:00 UTC');
    expect(shown('Europe/Newtown', <Timestamp at={AT} />)).toEqual(plain);
  });
});
